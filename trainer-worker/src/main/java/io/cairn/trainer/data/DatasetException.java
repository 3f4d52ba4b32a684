package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not what its format says; the message begins with the file's name and, where there is one, the line. */
public final class DatasetException extends IOException {

    private static final long serialVersionUID = 1;

    DatasetException(Path file, String problem) {
        super(file.getFileName() + ": " + problem);
    }

    DatasetException(Path file, long line, String problem) {
        super(file.getFileName() + ":" + line + ": " + problem);
    }
}
