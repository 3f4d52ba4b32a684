package io.cairn.trainer.model.hstu;

/**
 * Logarithmic buckets of time gaps: bucket(t) = floor(ln(max(|t|, 1)) / 0.301), limited to 0..{@value #LAST}, as in the
 * public research code. Each bucket reaches 1.351 times as far as the one before. The unit of time is the data's.
 */
public final class TimeBuckets {

    /** The last bucket, which takes all longer gaps too. */
    public static final int LAST = 128;
    /** Number of buckets, and of time weights in a layer. */
    public static final int COUNT = LAST + 1;

    private static final double DIVISOR = 0.301;
    /** Smallest gap of each bucket. A comparison of integers is several times faster than a logarithm per pair. */
    private static final long[] LOWEST = lowestGaps();
    /** Bucket of 2^e by e: at most three comparisons away from any gap between 2^e and 2^(e+1). */
    private static final int[] OF_POWER = bucketsOfPowers();

    private TimeBuckets() {
    }

    /**
     * The bucket of a gap.
     *
     * @param gap difference of two times; its sign does not matter.
     * @return 0 to {@value #LAST}.
     */
    public static int bucket(long gap) {
        long size = gap == Long.MIN_VALUE ? Long.MAX_VALUE : Math.max(Math.abs(gap), 1);
        int bucket = OF_POWER[Long.SIZE - 1 - Long.numberOfLeadingZeros(size)];
        while (bucket < LAST && size >= LOWEST[bucket + 1]) {
            bucket++;
        }
        return bucket;
    }

    private static int byLogarithm(long size) {
        return (int) Math.min(Math.log((double) size) / DIVISOR, LAST);
    }

    private static long[] lowestGaps() {
        long[] lowest = new long[COUNT];
        lowest[0] = 1;
        for (int bucket = 1; bucket <= LAST; bucket++) {
            lowest[bucket] = firstOf(bucket, lowest[bucket - 1]);
        }
        return lowest;
    }

    /** Bisection: the formula is monotonic. Small buckets may be empty (1 to 2 jumps over bucket 1). */
    private static long firstOf(int bucket, long from) {
        long low = from;
        long high = Long.MAX_VALUE;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (byLogarithm(middle) >= bucket) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static int[] bucketsOfPowers() {
        int[] buckets = new int[Long.SIZE - 1];
        for (int power = 0; power < buckets.length; power++) {
            buckets[power] = byLogarithm(1L << power);
        }
        return buckets;
    }
}
