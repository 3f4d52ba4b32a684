package io.cairn.trainer.data;

import java.util.Arrays;

/** One user's events, oldest first. The arrays are not copied and must not be changed by readers. */
public final class History {

    private final long[] items;
    private final long[] times;

    /**
     * Wraps filled arrays.
     *
     * @param items ids.
     * @param times of the same events; all 0 if the data set has none.
     * @throws IllegalArgumentException if there is not a time for each item.
     */
    public History(long[] items, long[] times) {
        if (items.length != times.length) {
            throw new IllegalArgumentException(items.length + " items, but " + times.length + " times");
        }
        this.items = items;
        this.times = times;
    }

    /**
     * Number of events.
     *
     * @return 0 and up.
     */
    public int length() {
        return items.length;
    }

    /**
     * What they were about.
     *
     * @return ids, by event.
     */
    public long[] items() {
        return items;
    }

    /**
     * When they were.
     *
     * @return times, by event; all 0 if the data set has none.
     */
    public long[] times() {
        return times;
    }

    /**
     * The most recent events.
     *
     * @param count how many at most.
     * @return this history without those before them.
     */
    public History last(int count) {
        int from = Math.max(0, items.length - count);
        return new History(Arrays.copyOfRange(items, from, items.length),
            Arrays.copyOfRange(times, from, times.length));
    }
}
