package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is written under another name, and gets its own when all of it is there.
 *
 * @param path             its own name.
 * @param diskBytesFreeMin what is free on the disk of the log when pushes stop; files end before that.
 */
record SnapshotFile(Path path, long diskBytesFreeMin) {

    static final String PARTIAL_SUFFIX = ".tmp";

    /** The disk is left to the log while this part more than the floor at which pushes stop is free. */
    private static final int MARGIN_PART = 4;

    /** The name it has until then. */
    Path partial() {
        return path.resolveSibling(path.getFileName() + PARTIAL_SUFFIX);
    }

    void createFolder() throws IOException {
        Files.createDirectories(path.getParent());
    }

    /** Fails while the disk has no more room than the log needs: a snapshot can wait, the log cannot. */
    void requireRoom() throws IOException {
        long free = Files.getFileStore(path.getParent()).getUsableSpace();
        long floor = diskBytesFreeMin + diskBytesFreeMin / MARGIN_PART;
        if (free < floor) {
            throw new SnapshotException("the disk has " + free + " bytes free, and snapshots leave " + floor
                + " to the log (limits.diskBytesFreeMin and a quarter)");
        }
    }

    /** Gives the file its name, durably. */
    void complete() throws IOException {
        Files.move(partial(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(path.getParent())) {
            folder.force(true);
        }
    }
}
