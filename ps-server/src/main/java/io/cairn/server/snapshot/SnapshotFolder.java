package io.cairn.server.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A replica's snapshot files: {@code <position>.snapshot}, and one that is being written with {@code .tmp} behind. */
public final class SnapshotFolder {

    private static final String SUFFIX = ".snapshot";
    private static final String PARTIAL_SUFFIX = SUFFIX + ".tmp";

    private final Path path;

    /**
     * A folder, made when it is first written to.
     *
     * @param path where it is.
     */
    public SnapshotFolder(Path path) {
        this.path = path;
    }

    /**
     * The file of a snapshot, there or not.
     *
     * @param position place in the log.
     * @return its path.
     */
    public Path file(long position) {
        return path.resolve(position + SUFFIX);
    }

    Path partial(long position) {
        return path.resolve(position + PARTIAL_SUFFIX);
    }

    /**
     * Positions of the complete files.
     *
     * @return newest first.
     */
    public List<Long> positions() {
        List<Long> positions = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    positions.add(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        positions.sort(Collections.reverseOrder());
        return positions;
    }

    void create() throws IOException {
        Files.createDirectories(path);
    }

    /** Removes what a process that died had begun. */
    void deletePartial() {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + PARTIAL_SUFFIX)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives a file that is written its name, durably. */
    void complete(long position) throws IOException {
        Files.move(partial(position), file(position),
            StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
    }
}
