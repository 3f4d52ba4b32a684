package io.cairn.trainer.data;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads lines of a fixed number of fields. The delimiter is taken literally; the last field takes the rest of the line.
 * Bytes are read as ISO-8859-1, which accepts every file and keeps the order of bytes; only titles have other than
 * ASCII characters.
 */
final class DelimitedReader implements Closeable {

    private final Path file;
    private final BufferedReader lines;
    private final String delimiter;
    private final String layout;
    private final int[] starts;
    private final int[] ends;
    private String line = "";
    private long lineNumber;

    /**
     * Opens a file before its first line.
     *
     * @param file      what to read.
     * @param delimiter what stands between two fields.
     * @param fields    the fields' names, in order.
     */
    DelimitedReader(Path file, String delimiter, String... fields) throws IOException {
        this.file = file;
        this.lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        this.delimiter = delimiter;
        this.layout = String.join(delimiter, fields);
        this.starts = new int[fields.length];
        this.ends = new int[fields.length];
    }

    /** Goes to the next line and finds its fields; false at the end of the file. */
    boolean next() throws IOException {
        String read = lines.readLine();
        if (read == null) {
            return false;
        }
        line = read;
        lineNumber++;
        int start = 0;
        for (int field = 0; field < starts.length; field++) {
            boolean last = field == starts.length - 1;
            int end = last ? line.length() : line.indexOf(delimiter, start);
            if (end < 0) {
                throw error("has " + (field + 1) + " of " + starts.length + " fields");
            }
            starts[field] = start;
            ends[field] = end;
            start = end + delimiter.length();
        }
        return true;
    }

    /** Reads the first line, which must be a given text. */
    void expectHeader(String header) throws IOException {
        if (!next() || !line.equals(header)) {
            throw error("the first line must be '" + header + "'");
        }
    }

    /** A field as a whole number of a range. */
    long number(int field, long min, long max) throws DatasetException {
        try {
            long number = Long.parseLong(line, starts[field], ends[field], 10);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the answer is the same as for a number out of range
        }
        throw error("expected a whole number from " + min + " to " + max + " but found '" + text(field) + "'");
    }

    /** An id from 1 on. */
    int id(int field) throws DatasetException {
        return (int) number(field, 1, Integer.MAX_VALUE - 1);
    }

    /** A time as events have it. */
    long time(int field) throws DatasetException {
        return number(field, 0, Events.TIME_MAX);
    }

    /** Refuses what is no rating from 0 to 5; its value is not used, every rating counts as positive. */
    void checkRating(int field) throws DatasetException {
        double rating;
        try {
            rating = Double.parseDouble(text(field));
        } catch (NumberFormatException e) {
            rating = Double.NaN;
        }
        if (!(rating >= 0 && rating <= 5)) {
            throw error("expected a rating from 0 to 5 but found '" + text(field) + "'");
        }
    }

    String text(int field) {
        return line.substring(starts[field], ends[field]);
    }

    /** A problem with this line, and what a good one looks like. */
    DatasetException error(String problem) {
        return new DatasetException(file, lineNumber, problem + "; a line is '" + layout.replace("\t", "<tab>") + "'");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
