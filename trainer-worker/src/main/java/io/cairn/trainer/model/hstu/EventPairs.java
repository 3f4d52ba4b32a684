package io.cairn.trainer.model.hstu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * For every pair of events (row i, column j) of every sequence, which weights of a {@link RelativeBias} apply. A
 * sequence of length L has L x L pairs, row-major; the pairs of all sequences follow each other. Pairs with j after i
 * are masked by the attention and point at weight 0. Computed once per batch and shared by all layers.
 */
final class EventPairs {

    private final long[] lengths;

    EventPairs(long[] lengths) {
        this.lengths = lengths;
    }

    /**
     * The index arrays that a bias of these terms takes.
     *
     * @param terms      what the bias is made of.
     * @param slots      N.
     * @param timestamps B x W int64, read only if times count.
     * @return gap index if positions count, then bucket index if times count, each of all pairs, int64.
     */
    NDList index(BiasTerms terms, int slots, NDArray timestamps) {
        NDManager manager = timestamps.getManager();
        NDList index = new NDList(2);
        if (terms.position()) {
            index.add(manager.create(gaps(slots)));
        }
        if (terms.time()) {
            index.add(manager.create(buckets(timestamps.toLongArray(), (int) timestamps.getShape().get(1))));
        }
        return index;
    }

    /** Position weight of (i, j): N - 1 + j - i. */
    private long[] gaps(int slots) {
        long[] gaps = new long[count()];
        int base = 0;
        for (long length : lengths) {
            for (int i = 0; i < length; i++) {
                for (int j = 0; j <= i; j++) {
                    gaps[base + j] = slots - 1L + j - i;
                }
                base += (int) length;
            }
        }
        return gaps;
    }

    /** Time weight of (i, j): the bucket of t(i+1) - t(j); a last slot without a next one repeats its own time. */
    private long[] buckets(long[] times, int width) {
        long[] buckets = new long[count()];
        int base = 0;
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int first = sequence * width;
            for (int i = 0; i < lengths[sequence]; i++) {
                long next = times[first + Math.min(i + 1, width - 1)];
                for (int j = 0; j <= i; j++) {
                    buckets[base + j] = TimeBuckets.bucket(next - times[first + j]);
                }
                base += (int) lengths[sequence];
            }
        }
        return buckets;
    }

    private int count() {
        long count = 0;
        for (long length : lengths) {
            count += length * length;
        }
        return Math.toIntExact(count);
    }
}
