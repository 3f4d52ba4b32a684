package io.cairn.server.gateway.lookup;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one thread of a gateway counts of one protocol. Written by that thread with plain stores, failures by any; read
 * by any thread a little late.
 */
public final class ServingCounters {

    /** Latency buckets with a bound, 2^k microseconds for k from 0 on; one more has none. */
    public static final int LATENCY_BUCKETS = 24;

    private static final long NS_PER_MICRO = 1000;

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong cacheHits = new AtomicLong();
    private final AtomicLong cacheMisses = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong ageMs = new AtomicLong();
    private final AtomicLongArray latency = new AtomicLongArray(LATENCY_BUCKETS + 1);
    private final Map<LookupError, AtomicLong> failures = new EnumMap<>(LookupError.class);

    /** Creates counters at 0. */
    public ServingCounters() {
        for (LookupError error : LookupError.values()) {
            failures.put(error, new AtomicLong());
        }
    }

    void onAnswer(int keyCount, long tookNs, long answerAgeMs) {
        add(requests, 1);
        add(keys, keyCount);
        add(nanos, tookNs);
        ageMs.lazySet(answerAgeMs);
        int bucket = bucket(tookNs);
        latency.lazySet(bucket, latency.get(bucket) + 1);
    }

    void onCached(int hits, int misses) {
        add(cacheHits, hits);
        add(cacheMisses, misses);
    }

    void onFailure(LookupError error) {
        failures.get(error).incrementAndGet();
    }

    /** The first whose bound is no less. */
    private static int bucket(long tookNs) {
        long micros = (tookNs + NS_PER_MICRO - 1) / NS_PER_MICRO;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, micros - 1));
        return Math.min(LATENCY_BUCKETS, bits);
    }

    private static void add(AtomicLong counter, long amount) {
        counter.lazySet(counter.get() + amount);
    }

    /**
     * Lookups answered.
     *
     * @return since the start.
     */
    public long requests() {
        return requests.get();
    }

    /**
     * Keys of lookups answered.
     *
     * @return since the start.
     */
    public long keys() {
        return keys.get();
    }

    /**
     * Keys answered from the near cache.
     *
     * @return since the start.
     */
    public long cacheHits() {
        return cacheHits.get();
    }

    /**
     * Keys that were not in the near cache; 0 if there is none.
     *
     * @return since the start.
     */
    public long cacheMisses() {
        return cacheMisses.get();
    }

    /**
     * Time that answered lookups took, from their submission on.
     *
     * @return nanoseconds of all together.
     */
    public long nanos() {
        return nanos.get();
    }

    /**
     * Age of the rows that were answered last.
     *
     * @return milliseconds.
     */
    public long ageMs() {
        return ageMs.get();
    }

    /**
     * Lookups answered within a bound.
     *
     * @param bucket 0 up to {@link #LATENCY_BUCKETS}, which has no bound.
     * @return since the start, those of lower buckets included.
     */
    public long latency(int bucket) {
        long sum = 0;
        for (int i = 0; i <= bucket; i++) {
            sum += latency.get(i);
        }
        return sum;
    }

    /**
     * Lookups not answered.
     *
     * @param error why.
     * @return since the start.
     */
    public long failures(LookupError error) {
        return failures.get(error).get();
    }
}
