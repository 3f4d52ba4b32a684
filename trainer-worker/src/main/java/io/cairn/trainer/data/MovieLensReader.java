package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three MovieLens layouts. Nothing is filtered or renumbered and every rating counts as positive, as in the public
 * preprocessing. The catalogue is the list of movies that lies beside the ratings, rated or not.
 *
 * @param delimiter          stands between user, item, rating and time.
 * @param header             first line of the ratings, or empty if there is none.
 * @param catalogueName      file of the movies; each line begins with an id.
 * @param catalogueDelimiter stands after that id.
 * @param catalogueHeader    first line of the movies, or empty if there is none.
 * @param afterId            what stands behind that delimiter; its first group is the title.
 */
record MovieLensReader(String delimiter, String header, String catalogueName, String catalogueDelimiter,
                       String catalogueHeader, Pattern afterId) {

    static final MovieLensReader OF_100K =
        new MovieLensReader("\t", "", "u.item", "|", "", Pattern.compile("([^|]*)[|].*"));
    static final MovieLensReader OF_1M =
        new MovieLensReader("::", "", "movies.dat", "::", "", Pattern.compile("(.*)::.*"));
    /** Titles with a comma in them stand between quotation marks, and those within are doubled. */
    static final MovieLensReader OF_20M = new MovieLensReader(",", "userId,movieId,rating,timestamp", "movies.csv",
        ",", "movieId,title,genres", Pattern.compile("(\"(?:[^\"]|\"\")*\"|[^,]*),.*"));

    SequenceDataset read(Path ratings) throws IOException {
        Catalogue catalogue = readCatalogue(ratings.resolveSibling(catalogueName), ratings);
        Events events = new Events();
        try (DelimitedReader reader = new DelimitedReader(ratings, delimiter, "user", "item", "rating", "seconds")) {
            if (!header.isEmpty()) {
                reader.expectHeader(header);
            }
            while (reader.next()) {
                int item = reader.id(1);
                if (catalogue.indexOf(item) < 0) {
                    throw reader.error("item " + item + " is not in " + catalogueName);
                }
                reader.checkRating(2);
                events.add(reader.id(0), item, reader.time(3));
            }
        }
        return SequenceDataset.of(events, catalogue, true, 1);
    }

    /** Titles by item id, from the file of the movies beside the ratings. */
    Map<Integer, String> titles(Path ratings) throws IOException {
        Map<Integer, String> titles = new HashMap<>();
        try (DelimitedReader reader = movies(ratings.resolveSibling(catalogueName))) {
            while (reader.next()) {
                Matcher matcher = afterId.matcher(reader.text(1));
                if (matcher.matches()) {
                    titles.put(reader.id(0), title(matcher.group(1)));
                }
            }
        }
        return titles;
    }

    /** The CSV is UTF-8 and quotes; the others are ISO-8859-1 and do not. */
    private String title(String field) {
        if (!this.equals(OF_20M)) {
            return field;
        }
        String text = new String(field.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.startsWith("\"") ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
    }

    private DelimitedReader movies(Path file) throws IOException {
        DelimitedReader reader = new DelimitedReader(file, catalogueDelimiter, "item", "title and more");
        if (!catalogueHeader.isEmpty()) {
            reader.expectHeader(catalogueHeader);
        }
        return reader;
    }

    private Catalogue readCatalogue(Path movies, Path ratings) throws IOException {
        if (!Files.isRegularFile(movies)) {
            throw new DatasetException(ratings, "needs " + catalogueName
                + " in the same folder: the movies in it are what evaluation ranks");
        }
        int[] ids = new int[1 << 16];
        int count = 0;
        try (DelimitedReader reader = movies(movies)) {
            while (reader.next()) {
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * count);
                }
                ids[count++] = reader.id(0);
            }
        }
        try {
            return Catalogue.of(Arrays.copyOf(ids, count));
        } catch (IllegalArgumentException e) {
            throw new DatasetException(movies, e.getMessage());
        }
    }
}
