package io.cairn.client.checkpoint;

import io.cairn.client.reply.CairnException;
import io.cairn.client.view.ShardFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The folder of one checkpoint.
 *
 * @param path where it is, there or not.
 */
public record CheckpointFolder(Path path) {

    private static final String MANIFEST = "manifest.json";
    private static final String PARTIAL_SUFFIX = ".tmp";
    private static final String SHARD_PREFIX = "shard-";
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Whether it is a checkpoint, harmed or not.
     *
     * @return false if there is no manifest.
     */
    public boolean isCheckpoint() {
        return Files.exists(manifestFile());
    }

    /**
     * Reads the manifest.
     *
     * @return what belongs to the checkpoint.
     * @throws CairnException if it is missing, or not the one that was written; the message names the file.
     */
    public Manifest manifest() {
        if (!isCheckpoint()) {
            throw new CairnException(path + " is no checkpoint: it has no " + MANIFEST, false);
        }
        try {
            return ManifestText.decode(Files.readAllBytes(manifestFile()));
        } catch (IOException e) {
            throw new CairnException(manifestFile() + " cannot be read: " + e, false, e);
        } catch (CairnException e) {
            throw new CairnException(manifestFile() + ": " + e.getMessage(), false, e);
        }
    }

    /**
     * Makes the folder a checkpoint: files that shards left behind for attempts that came to nothing are removed, and
     * the manifest is written.
     *
     * @param step training step, {@link Manifest#NO_STEP} for none.
     * @param rows files of shards; all other files in the folder are the trainer's.
     * @return what belongs to it.
     * @throws CairnException       if a shard's file is not here.
     * @throws UncheckedIOException if the disk refuses.
     */
    public Manifest complete(long step, CheckpointRows rows) {
        for (ShardFile shard : rows.shards()) {
            if (size(shard.file()) != shard.bytes()) {
                throw new CairnException("a shard has written " + shard.file() + " of " + shard.bytes()
                    + " bytes, but it is not in " + path + ": checkpoints.directory must be one folder that the nodes "
                    + "and this program share", false);
            }
        }
        try {
            removeOthers(rows);
            List<Attachment> attachments = new ArrayList<>();
            for (Path file : files()) {
                String name = file.getFileName().toString();
                if (!name.startsWith(SHARD_PREFIX)) {
                    attachments.add(new Attachment(name, Files.size(file), crc32c(file)));
                }
            }
            Manifest manifest =
                new Manifest(Manifest.FORMAT, System.currentTimeMillis(), step, rows, attachments);
            write(ManifestText.encode(manifest));
            return manifest;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot complete the checkpoint in " + path, e);
        }
    }

    private void removeOthers(CheckpointRows rows) throws IOException {
        List<String> kept = rows.shards().stream().map(ShardFile::file).toList();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.startsWith(SHARD_PREFIX) && !kept.contains(name)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void write(byte[] manifest) throws IOException {
        Path partial = path.resolve(MANIFEST + PARTIAL_SUFFIX);
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(manifest);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(partial, manifestFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
    }

    /**
     * Reads a file of the trainer.
     *
     * @param attachment as the manifest has it.
     * @throws CairnException if it is missing, or not the one that was written; the message names it.
     */
    public void requireWhole(Attachment attachment) {
        Path file = path.resolve(attachment.file());
        if (size(attachment.file()) != attachment.bytes()) {
            throw new CairnException(
                file + " is missing, or does not have its " + attachment.bytes() + " bytes", false);
        }
        try {
            if (crc32c(file) != attachment.crc32c()) {
                throw new CairnException(file + ": its checksum is wrong", false);
            }
        } catch (IOException e) {
            throw new CairnException(file + " cannot be read: " + e, false, e);
        }
    }

    /** Removes the folder with all that is in it; the manifest first, so that no half of it looks whole. */
    public void delete() {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.deleteIfExists(manifestFile());
            try (Stream<Path> entries = Files.walk(path)) {
                for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    private Path manifestFile() {
        return path.resolve(MANIFEST);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private long size(String file) {
        try {
            return Files.size(path.resolve(file));
        } catch (IOException missing) {
            return -1;
        }
    }

    private static long crc32c(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream content = Files.newInputStream(file)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        return checksum.getValue();
    }
}
