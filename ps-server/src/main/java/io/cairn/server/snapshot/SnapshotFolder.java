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

    /** The disk is left to the log while this part more than the floor at which pushes stop is free. */
    private static final int MARGIN_PART = 4;

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

    /** Fails while the disk has no more room than the log needs: a snapshot can wait, the log cannot. */
    void requireRoom() throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        long floor = diskBytesFreeMin + diskBytesFreeMin / MARGIN_PART;
        if (free < floor) {
            throw new SnapshotException("the disk has " + free + " bytes free, and snapshots leave " + floor
                + " to the log (limits.diskBytesFreeMin and a quarter)");
        }
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
