package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Amazon ratings of 2014 (SNAP), {@code user,item,rating,timestamp} with ids that are strings. The rules are those of
 * the public preprocessing:
 *
 * <ol>
 * <li>Count the ratings per user and per item on the raw file and keep a rating if both have at least 5; one pass, not
 * repeated on what is left.
 * <li>An id's code is its rank in byte order among the ids still used; items count from 1.
 * <li>The catalogue is all these item codes.
 * <li>Then users who are left with fewer than 5 ratings go.
 * </ol>
 *
 * <p>The file is read twice, so that of the ratings only those kept take memory.
 */
final class AmazonReader {

    private static final int RATINGS_MIN = 5;
    private static final int UNUSED = -1;

    private AmazonReader() {
    }

    static SequenceDataset read(Path file) throws IOException {
        IdTable users = new IdTable();
        IdTable items = new IdTable();
        count(file, users, items);
        Events events = keep(file, users, items);
        if (events.size() == 0) {
            throw new DatasetException(file, "has no rating whose user and item both have " + RATINGS_MIN);
        }
        boolean[] usedUsers = new boolean[users.size()];
        boolean[] usedItems = new boolean[items.size() + 1];
        for (int event = 0; event < events.size(); event++) {
            usedUsers[events.user(event)] = true;
            usedItems[events.item(event)] = true;
        }
        int[] userCodes = ranks(users, usedUsers, 0);
        int[] itemCodes = ranks(items, usedItems, 1);
        events.recode(userCodes, itemCodes);
        return SequenceDataset.of(events, Catalogue.upTo(largest(itemCodes)), true, RATINGS_MIN);
    }

    private static DelimitedReader open(Path file) throws IOException {
        return new DelimitedReader(file, ",", "user", "item", "rating", "seconds");
    }

    private static void count(Path file, IdTable users, IdTable items) throws IOException {
        try (DelimitedReader reader = open(file)) {
            while (reader.next()) {
                reader.checkRating(2);
                users.count(reader.text(0));
                items.count(reader.text(1));
            }
        }
    }

    /** Events of numbers in the tables; items one higher, as events count them from 1. */
    private static Events keep(Path file, IdTable users, IdTable items) throws IOException {
        Events events = new Events();
        try (DelimitedReader reader = open(file)) {
            while (reader.next()) {
                int user = users.number(reader.text(0));
                int item = items.number(reader.text(1));
                long time = reader.time(3);
                if (users.counted(user) >= RATINGS_MIN && items.counted(item) >= RATINGS_MIN) {
                    events.add(user, item + 1, time);
                }
            }
        }
        return events;
    }

    /** New codes for used numbers: the rank in byte order. Numbers and codes both count from {@code shift}. */
    private static int[] ranks(IdTable table, boolean[] used, int shift) {
        int[] ordered = IntStream.range(0, used.length)
            .filter(number -> used[number])
            .boxed()
            .sorted((left, right) -> table.compare(left - shift, right - shift))
            .mapToInt(Integer::intValue)
            .toArray();
        int[] codes = new int[used.length];
        Arrays.fill(codes, UNUSED);
        for (int rank = 0; rank < ordered.length; rank++) {
            codes[ordered[rank]] = rank + shift;
        }
        return codes;
    }

    private static int largest(int[] codes) {
        return Arrays.stream(codes).max().orElse(UNUSED);
    }
}
