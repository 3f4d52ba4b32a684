package io.cairn.ops.verify;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Which rows a counting client has: half of them its own, half shared with all others. */
final class CounterKeys {

    /** Rows of one push. */
    static final int BATCH = 16;

    private static final int HALF = 64;

    private final int owner;
    private final long[] all;
    private final long[][] batches;

    /** The keys of a client, numbered from 0. */
    CounterKeys(int owner) {
        this.owner = owner;
        LongStream own = LongStream.range(0, HALF).map(key -> -1 - key - (long) owner * HALF);
        all = LongStream.concat(LongStream.range(0, HALF), own).toArray();
        batches = IntStream.range(0, all.length / BATCH)
            .mapToObj(batch -> Arrays.copyOfRange(all, batch * BATCH, (batch + 1) * BATCH))
            .toArray(long[][]::new);
    }

    int owner() {
        return owner;
    }

    /** All keys, shared ones first. Not to be changed. */
    long[] all() {
        return all;
    }

    /** Keys of one push, in turn. Not to be changed. */
    long[] batch(int number) {
        return batches[number % batches.length];
    }
}
