package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The layouts of public files that can be read. */
public enum DatasetFormat {
    /** MovieLens 100K: {@code u.data}, with {@code u.item} beside it. */
    MOVIELENS_100K("u.data", "\\d+\t\\d+\t\\d+\t\\d+"),

    /** MovieLens 1M: {@code ratings.dat}, with {@code movies.dat} beside it. */
    MOVIELENS_1M("ratings.dat", "\\d+::\\d+::[\\d.]+::\\d+"),

    /** MovieLens 20M: {@code ratings.csv}, with {@code movies.csv} beside it. */
    MOVIELENS_20M("ratings.csv", "userId,movieId,rating,timestamp"),

    /** Amazon ratings of 2014 as SNAP publishes them, filtered by the public preprocessing rules. */
    AMAZON_RATINGS("ratings_Books.csv", "[^,]+,[^,]+,[\\d.]+,\\d+"),

    /** Lines of {@code user item}, each user's in the order of time, without times. */
    USER_ITEM("beauty.txt", "\\d+ \\d+");

    private final String fileName;
    private final Pattern line;

    DatasetFormat(String fileName, String line) {
        this.fileName = fileName;
        this.line = Pattern.compile(line);
    }

    /**
     * Reads a file of this format, whatever its name.
     *
     * @param file the ratings.
     * @return the users' events.
     * @throws DatasetException if the file is not of this format; the message has its name and line.
     * @throws IOException      if it cannot be read.
     */
    public SequenceDataset read(Path file) throws IOException {
        return switch (this) {
            case MOVIELENS_100K -> MovieLensReader.OF_100K.read(file);
            case MOVIELENS_1M -> MovieLensReader.OF_1M.read(file);
            case MOVIELENS_20M -> MovieLensReader.OF_20M.read(file);
            case AMAZON_RATINGS -> AmazonReader.read(file);
            case USER_ITEM -> UserItemReader.read(file);
        };
    }

    /**
     * Reads the titles of items, for people.
     *
     * @param file the ratings, which have been read.
     * @return by item id; empty for a format without titles.
     * @throws IOException if they cannot be read.
     */
    public Map<Integer, String> titles(Path file) throws IOException {
        return switch (this) {
            case MOVIELENS_100K -> MovieLensReader.OF_100K.titles(file);
            case MOVIELENS_1M -> MovieLensReader.OF_1M.titles(file);
            case MOVIELENS_20M -> MovieLensReader.OF_20M.titles(file);
            case AMAZON_RATINGS, USER_ITEM -> Map.of();
        };
    }

    /** The name under which the public file is known. */
    String fileName() {
        return fileName;
    }

    /** Whether a line looks like the first one of such a file. */
    boolean beginsWith(String firstLine) {
        return line.matcher(firstLine).matches();
    }
}
