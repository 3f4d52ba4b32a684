package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is written under another name, and gets its own when all of it is there. */
record SnapshotFile(Path path) {

    static final String PARTIAL_SUFFIX = ".tmp";

    /** The name it has until then. */
    Path partial() {
        return path.resolveSibling(path.getFileName() + PARTIAL_SUFFIX);
    }

    void createFolder() throws IOException {
        Files.createDirectories(path.getParent());
    }

    /** Gives the file its name, durably. */
    void complete() throws IOException {
        Files.move(partial(), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(path.getParent())) {
            folder.force(true);
        }
    }
}
