package io.cairn.ops.verify;

import java.util.HashMap;
import java.util.Map;

/** How many pushes of one each key has had, by what became of them. Belongs to one thread at a time. */
final class Tally {

    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final Map<Long, Long> unknown = new HashMap<>();

    void acknowledge(long[] keys) {
        count(acknowledged, keys);
    }

    /** The call failed: the push may count or not. */
    void giveUp(long[] keys) {
        count(unknown, keys);
    }

    long acknowledged(long key) {
        return acknowledged.getOrDefault(key, 0L);
    }

    long unknown(long key) {
        return unknown.getOrDefault(key, 0L);
    }

    /** Takes the counts of another one in. */
    void add(Tally other) {
        other.acknowledged.forEach((key, count) -> acknowledged.merge(key, count, Long::sum));
        other.unknown.forEach((key, count) -> unknown.merge(key, count, Long::sum));
    }

    private static void count(Map<Long, Long> counts, long[] keys) {
        for (long key : keys) {
            counts.merge(key, 1L, Long::sum);
        }
    }
}
