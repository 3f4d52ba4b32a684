package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetFileTest {

    private static final String MOVIES_1M = """
        1::Toy Story (1995)::Animation|Comedy
        3::Les Mis\u00e9rables (1995)::Drama
        7::Colons :: inside (1995)::Drama
        """;
    private static final String MOVIES_20M = """
        movieId,title,genres
        5,"Comma, The (1995)",Drama
        131262,Last,Drama
        """;

    @TempDir
    private Path folder;

    @Test
    void movieLens100kIsReadInTheOrderOfTimeWithTheWholeCatalogue() throws IOException {
        write("u.item", "1|One|01-Jan-1995||url|0\n2|Two|01-Jan-1995||url|0\n9|Nobody's|01-Jan-1995||url|0\n");
        SequenceDataset dataset = DatasetFile.at(write("u.data", "7\t2\t3\t900\n7\t1\t5\t800\n")).read();

        assertArrayEquals(new int[] {1, 2}, items(dataset, 0));
        assertEquals(3, dataset.catalogue().size(), "an item that nobody rated is ranked too");
        assertTrue(dataset.timed());
    }

    @Test
    void movieLens1mHasColonsAndLatin1Titles() throws IOException {
        write("movies.dat", MOVIES_1M);
        SequenceDataset dataset = DatasetFile.at(
            write("ratings.dat", "1::7::5::20\n1::3::3::10\n2::1::4::30\n")).read();

        assertEquals(2, dataset.users());
        assertArrayEquals(new int[] {3, 7}, items(dataset, 0));
        assertEquals(10, dataset.time(0));
        assertEquals(3, dataset.catalogue().size());
    }

    @Test
    void movieLens20mHasHeadersHalfStarsAndQuotedTitles() throws IOException {
        write("movies.csv", MOVIES_20M);
        SequenceDataset dataset = DatasetFile.at(write("ratings.csv",
            "userId,movieId,rating,timestamp\n1,131262,3.5,1112486027\n1,5,0.5,1112486028\r\n")).read();

        assertArrayEquals(new int[] {131_262, 5}, items(dataset, 0));
        assertEquals(2, dataset.catalogue().size());
    }

    @Test
    void titlesAreReadFromTheFileOfTheMovies() throws IOException {
        write("u.item", "1|One: a Dream (1995)|01-Jan-1995||url|0\n2||01-Jan-1995||url|0\n");
        write("movies.dat", MOVIES_1M);
        Files.writeString(folder.resolve("movies.csv"),
            "movieId,title,genres\n5,\"Comma, The \"\"5\"\" (1995)\",Drama\n6,Am\u00e9lie,Drama|Comedy\n");
        assertEquals(Map.of(1, "One: a Dream (1995)", 2, ""),
            DatasetFormat.MOVIELENS_100K.titles(folder.resolve("u.data")));
        assertEquals(Map.of(1, "Toy Story (1995)", 3, "Les Mis\u00e9rables (1995)", 7, "Colons :: inside (1995)"),
            DatasetFormat.MOVIELENS_1M.titles(folder.resolve("ratings.dat")));
        assertEquals(Map.of(5, "Comma, The \"5\" (1995)", 6, "Am\u00e9lie"),
            DatasetFormat.MOVIELENS_20M.titles(folder.resolve("ratings.csv")));
        assertEquals(Map.of(), DatasetFormat.USER_ITEM.titles(folder.resolve("lines")));
    }

    @Test
    void userItemLinesKeepTheirOrderAndHaveNoTimes() throws IOException {
        SequenceDataset dataset = DatasetFile.at(write("games.txt", "2 8\n1 5\n1 2\n2 1\n1 9\n")).read();

        assertArrayEquals(new int[] {5, 2, 9}, items(dataset, 0));
        assertArrayEquals(new int[] {8, 1}, items(dataset, 1));
        assertFalse(dataset.timed());
        assertEquals(9, dataset.catalogue().size());
    }

    @Test
    void amazonCountsOnTheRawFileOnceAndRanksIdsInByteOrder() throws IOException {
        // users A and b have 5 and 6 ratings, c only 4; items X, Y, Z, x, 10 have 5 or more only thanks to fillers
        StringBuilder lines = new StringBuilder();
        String[] items = {"x", "Z", "10", "Y", "X"};
        for (int i = 0; i < items.length; i++) {
            lines.append("b,").append(items[i]).append(",5.0,").append(100 - i).append('\n');
            lines.append("A,").append(items[i]).append(",1.0,").append(200 + i).append('\n');
            for (int filler = 0; filler < 3; filler++) {
                lines.append("f").append(i).append(filler).append(',').append(items[i]).append(",2.0,1\n");
            }
        }
        lines.append("b,rare,5.0,300\n");
        SequenceDataset dataset = DatasetFile.at(write("ratings_Books.csv", lines.toString())).read();

        // byte order of ids: 10 < X < Y < Z < x, so 1, 2, 3, 4, 5; A before b
        assertEquals(5, dataset.catalogue().size());
        assertEquals(2, dataset.users());
        assertArrayEquals(new int[] {5, 4, 1, 3, 2}, items(dataset, 0));
        assertArrayEquals(new int[] {2, 3, 1, 4, 5}, items(dataset, 1));
    }

    @Test
    void amazonDropsUsersLeftWithTooFewButKeepsTheirItemsInTheCatalogue() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int user = 0; user < 5; user++) {
            // every user has one rating of an item that stays and four of items that go
            lines.append("u").append(user).append(",stays,5.0,1\n");
            for (int i = 0; i < 4; i++) {
                lines.append("u").append(user).append(",goes").append(user).append(i).append(",5.0,2\n");
            }
        }
        SequenceDataset dataset = DatasetFile.at(write("ratings_Books.csv", lines.toString())).read();

        assertEquals(0, dataset.users());
        assertEquals(1, dataset.catalogue().size());
    }

    @Test
    void aFolderIsSearchedForThePublicNames() throws IOException {
        write("movies.dat", MOVIES_1M);
        Path ratings = write("ratings.dat", "1::7::5::20\n");

        assertEquals(new DatasetFile(ratings, DatasetFormat.MOVIELENS_1M), DatasetFile.at(folder));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "'1\t2\t3\t4'; MOVIELENS_100K",
        "1::2::3::4; MOVIELENS_1M",
        "userId,movieId,rating,timestamp; MOVIELENS_20M",
        "A1ZZ,000100039X,5.0,1369699200; AMAZON_RATINGS",
        "1 2; USER_ITEM",
    })
    void aFileOfAnotherNameIsRecognisedByItsFirstLine(String firstLine, DatasetFormat format) throws IOException {
        assertEquals(format, DatasetFile.at(write("other.name", firstLine + "\n")).format());
    }

    @Test
    void anUnknownFileIsRefusedWithTheListOfKnownOnes() throws IOException {
        Path file = write("notes.md", "# Notes\n");

        String message = assertThrows(DatasetException.class, () -> DatasetFile.at(file)).getMessage();

        assertTrue(message.startsWith("notes.md:1: ") && message.contains("u.data") && message.contains("USER_ITEM"),
            message);
        assertThrows(DatasetException.class, () -> DatasetFile.at(folder));
        assertThrows(NoSuchFileException.class, () -> DatasetFile.at(folder.resolve("absent")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "1::7::5; has 3 of 4 fields",
        "1::seven::5::20; whole number from 1 to 2147483646 but found 'seven'",
        "1::0::5::20; whole number from 1",
        "1::8::5::20; item 8 is not in movies.dat",
        "1::7::good::20; rating from 0 to 5 but found 'good'",
        "1::7::6::20; rating from 0 to 5 but found '6'",
        "1::7::5::-20; found '-20'",
        "1::7::5::20::9; found '20::9'",
        "''; has 1 of 4 fields",
    })
    void aMalformedLineIsNamedWithFileAndNumber(String line, String problem) throws IOException {
        write("movies.dat", MOVIES_1M);
        Path file = write("ratings.dat", "1::7::5::20\n" + line + "\n");

        String message = assertThrows(DatasetException.class, () -> DatasetFile.at(file).read()).getMessage();

        assertTrue(message.startsWith("ratings.dat:2: "), message);
        assertTrue(message.contains(problem), message);
        assertTrue(message.endsWith("a line is 'user::item::rating::seconds'"), message);
    }

    @Test
    void ratingsWithoutTheirCatalogueAreRefusedByItsName() throws IOException {
        Path file = write("u.data", "7\t2\t3\t900\n");

        String message = assertThrows(DatasetException.class, () -> DatasetFile.at(file).read()).getMessage();

        assertTrue(message.contains("u.item"), message);
    }

    @Test
    void aMissingHeaderIsAnError() throws IOException {
        write("movies.csv", MOVIES_20M);
        Path file = write("ratings.csv", "1,5,3.5,1112486027\n");

        String message = assertThrows(DatasetException.class, () -> DatasetFile.at(file).read()).getMessage();

        assertTrue(message.startsWith("ratings.csv:1: "), message);
        assertTrue(message.contains("'userId,movieId,rating,timestamp'"), message);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private static int[] items(SequenceDataset dataset, int user) {
        return IntStream.range(dataset.start(user), dataset.start(user + 1)).map(dataset::item).toArray();
    }
}
