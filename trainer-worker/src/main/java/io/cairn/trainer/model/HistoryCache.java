package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encoded histories of users over requests, bounded by the number of events in all. What is kept of a user is all but
 * the last event, whose row depends on the time of the request; a history that has grown is gone on with, another one,
 * as one whose oldest events have left, is encoded anew. Those asked for longest ago go first.
 *
 * <p>Belongs to one thread. To be cleared when weights or item rows have changed.
 */
public final class HistoryCache implements AutoCloseable {

    private static final float LOAD = 0.75f;

    private final HistoryEncoder encoder;
    private final NDManager owner;
    private final int eventsMax;
    private final Map<Long, Kept> users = new LinkedHashMap<>(16, LOAD, true);
    private int events;

    /** Item rows of a user's events. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Gets some of them.
         *
         * @param from first event.
         * @param to   behind the last event.
         * @return (to - from) x d, at least one row.
         */
        NDArray get(int from, int to);
    }

    private static final class Kept {

        private final long[] items;
        private final EncodedHistory history;

        Kept(long[] items, EncodedHistory history) {
            this.items = items;
            this.history = history;
        }
    }

    /**
     * An empty cache.
     *
     * @param encoder   encodes what is not there.
     * @param owner     has the memory.
     * @param eventsMax events of all users together, at least 1.
     */
    public HistoryCache(HistoryEncoder encoder, NDManager owner, int eventsMax) {
        EncoderSettings.requirePositive("eventsMax", eventsMax);
        this.encoder = encoder;
        this.owner = owner;
        this.eventsMax = eventsMax;
    }

    /**
     * The history of a user for one request.
     *
     * @param user  any number.
     * @param items of the n events, oldest first, at least one.
     * @param times of the events, then that of the request: n + 1.
     * @param rows  asked for events that are not kept.
     * @return n events; the caller closes it.
     */
    public EncodedHistory history(long user, long[] items, long[] times, Rows rows) {
        EncodedHistory before = kept(user, items, times);
        try {
            return before.length() < items.length - 1
                ? grown(before, user, items, times, rows)
                : withLast(before, times, rows);
        } finally {
            if (before.length() == 0) {
                before.close();
            }
        }
    }

    /** Adds to what was kept all events but the last, keeps that, and answers with all of them. */
    private EncodedHistory grown(EncodedHistory before, long user, long[] items, long[] times, Rows rows) {
        int from = before.length();
        int end = items.length - 1;
        EncodedHistory settled = encoder.extend(
            owner, before, rows.get(from, end), Arrays.copyOfRange(times, from + 1, end + 1));
        try {
            EncodedHistory answer = withLast(settled, times, rows);
            keep(user, Arrays.copyOf(items, end), settled);
            return answer;
        } catch (RuntimeException e) {
            settled.close();
            throw e;
        }
    }

    private EncodedHistory withLast(EncodedHistory settled, long[] times, Rows rows) {
        int last = settled.length();
        return encoder.extend(owner, settled, rows.get(last, last + 1), times[last + 1]);
    }

    /** What is kept of a user if it is how these events begin, their last left out; else an empty history. */
    private EncodedHistory kept(long user, long[] items, long[] times) {
        Kept found = users.get(user);
        boolean usable = found != null && found.items.length < items.length
            && Arrays.equals(found.items, 0, found.items.length, items, 0, found.items.length)
            && found.history.beginsAs(times);
        return usable ? found.history : EncodedHistory.beginning(owner, times[0]);
    }

    private void keep(long user, long[] items, EncodedHistory history) {
        Kept old = users.put(user, new Kept(items, history));
        events += items.length;
        if (old != null) {
            forget(old);
        }
        Iterator<Kept> oldest = users.values().iterator();
        while (events > eventsMax) {
            Kept last = oldest.next();
            oldest.remove();
            forget(last);
        }
    }

    private void forget(Kept gone) {
        events -= gone.items.length;
        gone.history.close();
    }

    /**
     * Events that are kept.
     *
     * @return of all users, at most the bound.
     */
    public int events() {
        return events;
    }

    /** Forgets all users. */
    public void clear() {
        users.values().forEach(this::forget);
        users.clear();
    }

    @Override
    public void close() {
        clear();
    }
}
