package io.cairn.trainer.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file and the format in which it is read. {@code DatasetFile.at(path).read()} reads whatever is recognised; the
 * constructor is for a caller who knows better.
 *
 * @param path   the ratings.
 * @param format their format.
 */
public record DatasetFile(Path path, DatasetFormat format) {

    /**
     * Recognises a file: by its name if that is the name of a public file, otherwise by its first line.
     *
     * @param path the ratings, or a folder that has them under their public name.
     * @return the file and its format.
     * @throws DatasetException if nothing is recognised; the message lists what would be.
     * @throws IOException      if the path does not exist or cannot be read.
     */
    public static DatasetFile at(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            return in(path);
        }
        for (DatasetFormat format : DatasetFormat.values()) {
            if (path.endsWith(format.fileName())) {
                return new DatasetFile(path, format);
            }
        }
        String firstLine = firstLine(path);
        for (DatasetFormat format : DatasetFormat.values()) {
            if (format.beginsWith(firstLine)) {
                return new DatasetFile(path, format);
            }
        }
        throw new DatasetException(path, 1, "the first line is of no known format; known are " + known());
    }

    private static DatasetFile in(Path folder) throws DatasetException {
        for (DatasetFormat format : DatasetFormat.values()) {
            Path file = folder.resolve(format.fileName());
            if (Files.isRegularFile(file)) {
                return new DatasetFile(file, format);
            }
        }
        throw new DatasetException(folder, "the folder has no known file; known are " + known());
    }

    private static String firstLine(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = lines.readLine();
            return line == null ? "" : line;
        }
    }

    private static String known() {
        StringBuilder list = new StringBuilder();
        for (DatasetFormat format : DatasetFormat.values()) {
            list.append(list.isEmpty() ? "" : ", ").append(format).append(" (").append(format.fileName()).append(')');
        }
        return list.toString();
    }

    /**
     * Reads it.
     *
     * @return the users' events.
     * @throws DatasetException if the content is malformed; the message has the file's name and line.
     * @throws IOException      if it cannot be read.
     */
    public SequenceDataset read() throws IOException {
        return format.read(path);
    }
}
