package io.cairn.ops.verify;

import io.cairn.ops.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder of a node that can be a small file system of its own, in memory, to be filled and emptied again. Linux lets
 * root alone make one; elsewhere the folder is an ordinary one.
 */
final class SmallDisk implements AutoCloseable {

    /** Holds what the suite's clients write by far, and takes little memory to be filled. */
    private static final int MIB = 512;
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path folder;
    private final boolean mounted;

    /** Makes the folder. */
    SmallDisk(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=" + MIB + "m", "cairn-verify", folder.toString());
    }

    /** Whether the folder is a file system of its own, and can be filled. */
    boolean isMounted() {
        return mounted;
    }

    Path folder() {
        return folder;
    }

    /** Writes to the disk until it has no more free than this. */
    void fill(long bytesFree) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        try (FileChannel file = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(folder).getUsableSpace() > bytesFree) {
                file.write(block.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill " + folder, e);
        }
    }

    /** Removes what {@link #fill} wrote. */
    void empty() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while waiting for " + String.join(" ", command));
        }
    }

    /** Gives the file system back; nothing may be open on it. */
    @Override
    public void close() {
        if (mounted && !succeeds("umount", folder.toString())) {
            throw new RunException("cannot unmount " + folder + "; unmount it by hand");
        }
    }
}
