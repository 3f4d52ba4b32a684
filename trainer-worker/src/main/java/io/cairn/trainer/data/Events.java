package io.cairn.trainer.data;

import java.util.Arrays;

/**
 * Interactions in the order in which a file or a caller names them, 16 bytes each: the input of
 * {@link SequenceDataset#of}.
 */
public final class Events {

    /** Largest time: in milliseconds it lasts until the year 2109. */
    public static final long TIME_MAX = (1L << 42) - 1;

    private static final int CAPACITY_MIN = 1024;

    private int[] users = new int[CAPACITY_MIN];
    private int[] items = new int[CAPACITY_MIN];
    private long[] times = new long[CAPACITY_MIN];
    private int size;

    /** Starts without events. */
    public Events() {
    }

    /**
     * Appends an event.
     *
     * @param user any number from 0.
     * @param item its id, at least 1.
     * @param time 0 to {@link #TIME_MAX}, in one unit for all events.
     * @throws IllegalArgumentException if a value is out of its range.
     */
    public void add(int user, int item, long time) {
        if (user < 0 || item < 1 || time < 0 || time > TIME_MAX) {
            throw new IllegalArgumentException("event out of range: user " + user + ", item " + item + ", time "
                + time);
        }
        if (size == users.length) {
            int capacity = Math.addExact(size, size);
            users = Arrays.copyOf(users, capacity);
            items = Arrays.copyOf(items, capacity);
            times = Arrays.copyOf(times, capacity);
        }
        users[size] = user;
        items[size] = item;
        times[size++] = time;
    }

    /**
     * Number of events.
     *
     * @return 0 and up.
     */
    public int size() {
        return size;
    }

    int user(int event) {
        return users[event];
    }

    int item(int event) {
        return items[event];
    }

    long time(int event) {
        return times[event];
    }

    /** Replaces each user u by userCodes[u] and each item i by itemCodes[i]. */
    void recode(int[] userCodes, int[] itemCodes) {
        for (int event = 0; event < size; event++) {
            users[event] = userCodes[users[event]];
            items[event] = itemCodes[items[event]];
        }
    }
}
