package io.cairn.server.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A replica's snapshot files: {@code <position>.snapshot}, and one that is being written with {@code .tmp} behind. */
public final class SnapshotFolder {

    private static final String SUFFIX = ".snapshot";

    private final Path path;
    private final long diskBytesFreeMin;

    /**
     * A folder, made when it is first written to.
     *
     * @param path             where it is, on the disk of the log.
     * @param diskBytesFreeMin what is free there when pushes stop; snapshots end before that.
     */
    public SnapshotFolder(Path path, long diskBytesFreeMin) {
        this.path = path;
        this.diskBytesFreeMin = diskBytesFreeMin;
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

    /** A file to be written here or elsewhere, as long as the disk has room. */
    SnapshotFile target(Path file) {
        return new SnapshotFile(file, diskBytesFreeMin);
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

    /** Removes what a process that died had begun. */
    void deletePartial() {
        if (Files.isDirectory(path)) {
            String partial = "*" + SUFFIX + SnapshotFile.PARTIAL_SUFFIX;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, partial)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
