package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The three MovieLens layouts. Nothing is filtered or renumbered and every rating counts as positive, as in the public
 * preprocessing. The catalogue is the list of movies that lies beside the ratings, rated or not.
 *
 * @param delimiter          stands between user, item, rating and time.
 * @param header             first line of the ratings, or empty if there is none.
 * @param catalogueName      file of the movies; each line begins with an id.
 * @param catalogueDelimiter stands after that id.
 * @param catalogueHeader    first line of the movies, or empty if there is none.
 */
record MovieLensReader(
    String delimiter, String header, String catalogueName, String catalogueDelimiter, String catalogueHeader) {

    static final MovieLensReader OF_100K = new MovieLensReader("\t", "", "u.item", "|", "");
    static final MovieLensReader OF_1M = new MovieLensReader("::", "", "movies.dat", "::", "");
    static final MovieLensReader OF_20M =
        new MovieLensReader(",", "userId,movieId,rating,timestamp", "movies.csv", ",", "movieId,title,genres");

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

    private Catalogue readCatalogue(Path movies, Path ratings) throws IOException {
        if (!Files.isRegularFile(movies)) {
            throw new DatasetException(ratings, "needs " + catalogueName
                + " in the same folder: the movies in it are what evaluation ranks");
        }
        int[] ids = new int[1 << 16];
        int count = 0;
        try (DelimitedReader reader = new DelimitedReader(movies, catalogueDelimiter, "item", "title and more")) {
            if (!catalogueHeader.isEmpty()) {
                reader.expectHeader(catalogueHeader);
            }
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
