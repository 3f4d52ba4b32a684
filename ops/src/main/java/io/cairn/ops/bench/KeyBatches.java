package io.cairn.ops.bench;

import io.cairn.slot.SlotHash;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;

/**
 * Random batches of a table's keys, drawn before the clock starts. The table's key number i is a 64-bit id that is
 * spread over all slots; within a batch no key stands twice, so that each can be pulled and pushed.
 */
final class KeyBatches {

    private static final int KEYS = 4_000_000;
    private static final long SEED = 7;

    private final long[][] batches;
    private long taken;
    private int next;

    KeyBatches(long rows, int batch) {
        batches = new long[Math.max(1, KEYS / batch)][];
        SplittableRandom random = new SplittableRandom(SEED);
        LongHashSet seen = new LongHashSet(2 * batch);
        for (int i = 0; i < batches.length; i++) {
            batches[i] = draw(random, rows, batch, seen);
        }
    }

    /** The id of a row by its number. */
    static long key(long number) {
        return SlotHash.mix(number + 1);
    }

    /** The next batch; after the last comes the first again. Not to be changed. */
    long[] next() {
        long[] keys = batches[next];
        next = next + 1 == batches.length ? 0 : next + 1;
        taken++;
        return keys;
    }

    /** How often each of some keys stood in the batches taken so far. */
    long[] timesTaken(long[] keys) {
        Long2LongHashMap times = new Long2LongHashMap(-1);
        for (long key : keys) {
            times.put(key, 0);
        }
        for (int i = 0; i < batches.length; i++) {
            long rounds = taken / batches.length + (i < taken % batches.length ? 1 : 0);
            for (long key : batches[i]) {
                if (times.containsKey(key)) {
                    times.put(key, times.get(key) + rounds);
                }
            }
        }
        return Arrays.stream(keys).map(times::get).toArray();
    }

    private static long[] draw(SplittableRandom random, long rows, int batch, LongHashSet seen) {
        seen.clear();
        long[] keys = new long[batch];
        for (int i = 0; i < batch;) {
            long key = key(random.nextLong(rows));
            if (seen.add(key)) {
                keys[i++] = key;
            }
        }
        return keys;
    }
}
