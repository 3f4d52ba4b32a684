package io.cairn.trainer.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * Each user's events in the order of time, in memory: 12 bytes an event, 8 a user. Events of one user with equal times
 * keep the order of the file. That tie rule is part of the task: in MovieLens about half of all events share their
 * second with a neighbour, and figures found under another rule are not comparable. Immutable.
 */
public final class SequenceDataset {

    private static final int ROW_BITS = 32;
    private static final int PLACE_BITS = 21;
    private static final long ROW_MASK = (1L << ROW_BITS) - 1;
    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final Catalogue catalogue;
    private final boolean timed;
    private final int[] userIds;
    private final int[] starts;
    private final int[] items;
    private final long[] times;

    private SequenceDataset(
        Catalogue catalogue, boolean timed, int[] userIds, int[] starts, int[] items, long[] times) {
        this.catalogue = catalogue;
        this.timed = timed;
        this.userIds = userIds;
        this.starts = starts;
        this.items = items;
        this.times = times;
    }

    /**
     * Groups events by user, in ascending order of user numbers, and sorts each user's by time.
     *
     * @param events        the interactions; items are expected to be in the catalogue.
     * @param catalogue     what can be recommended.
     * @param timed         whether times mean more than an order.
     * @param eventsMinimum users with fewer events are left out, at least 1.
     * @return the data set.
     * @throws IllegalArgumentException if a user has more than 2,097,152 events.
     */
    public static SequenceDataset of(Events events, Catalogue catalogue, boolean timed, int eventsMinimum) {
        long[] rows = rowsByUser(events);
        int[] userIds = new int[rows.length];
        int[] starts = new int[rows.length + 1];
        int[] items = new int[rows.length];
        long[] times = new long[rows.length];
        int users = 0;
        int size = 0;
        int end;
        for (int start = 0; start < rows.length; start = end) {
            end = endOfUser(rows, start);
            if (end - start >= eventsMinimum) {
                sortByTime(events, rows, start, end);
                for (int i = start; i < end; i++) {
                    int row = (int) (rows[i] & ROW_MASK);
                    items[size] = events.item(row);
                    times[size++] = events.time(row);
                }
                userIds[users] = (int) (rows[start] >> ROW_BITS);
                starts[++users] = size;
            }
        }
        return new SequenceDataset(catalogue, timed, Arrays.copyOf(userIds, users), Arrays.copyOf(starts, users + 1),
            Arrays.copyOf(items, size), Arrays.copyOf(times, size));
    }

    /** Pairs (user, row), sorted: grouped by user, in file order inside a group. */
    private static long[] rowsByUser(Events events) {
        long[] rows = new long[events.size()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = (long) events.user(row) << ROW_BITS | row;
        }
        Arrays.sort(rows);
        return rows;
    }

    private static int endOfUser(long[] rows, int start) {
        long user = rows[start] >> ROW_BITS;
        int end = start + 1;
        while (end < rows.length && rows[end] >> ROW_BITS == user) {
            end++;
        }
        return end;
    }

    /** A stable sort of one user's rows by time: the place in the file order rides below the time in one number. */
    private static void sortByTime(Events events, long[] rows, int start, int end) {
        long[] keys = new long[end - start];
        if (keys.length > PLACE_MASK + 1) {
            throw new IllegalArgumentException("user " + (rows[start] >> ROW_BITS) + " has " + keys.length
                + " events, more than " + (PLACE_MASK + 1));
        }
        for (int place = 0; place < keys.length; place++) {
            keys[place] = events.time((int) (rows[start + place] & ROW_MASK)) << PLACE_BITS | place;
        }
        Arrays.sort(keys);
        long[] unsorted = Arrays.copyOfRange(rows, start, end);
        for (int i = 0; i < keys.length; i++) {
            rows[start + i] = unsorted[(int) (keys[i] & PLACE_MASK)];
        }
    }

    /**
     * What can be recommended.
     *
     * @return all items, rated or not.
     */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * Whether times mean more than an order.
     *
     * @return false if the file has no times.
     */
    public boolean timed() {
        return timed;
    }

    /**
     * Number of users.
     *
     * @return 0 and up.
     */
    public int users() {
        return starts.length - 1;
    }

    /**
     * Number of events of all users.
     *
     * @return 0 and up.
     */
    public int events() {
        return items.length;
    }

    /**
     * Where a user's events begin; they end where the next user's begin.
     *
     * @param user 0 to {@link #users()}, in ascending order of the numbers in the file.
     * @return index of the first event.
     */
    public int start(int user) {
        return starts[user];
    }

    /**
     * The item of an event.
     *
     * @param event 0 up to and excluding {@link #events()}.
     * @return its id, at least 1.
     */
    public int item(int event) {
        return items[event];
    }

    /**
     * The time of an event.
     *
     * @param event 0 up to and excluding {@link #events()}.
     * @return its time in the unit of the file; 0 if the data set is not {@link #timed()}.
     */
    public long time(int event) {
        return times[event];
    }

    /**
     * All events of one user.
     *
     * @param userId the user's number in the file; of a file whose ids are no numbers, the rank among those used.
     * @return the events, or empty if the data set has no such user.
     */
    public Optional<History> history(int userId) {
        int user = Arrays.binarySearch(userIds, userId);
        if (user < 0) {
            return Optional.empty();
        }
        int from = starts[user];
        int to = starts[user + 1];
        return Optional.of(new History(Arrays.stream(items, from, to).asLongStream().toArray(),
            Arrays.copyOfRange(times, from, to)));
    }
}
