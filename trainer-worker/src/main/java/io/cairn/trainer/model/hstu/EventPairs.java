package io.cairn.trainer.model.hstu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.model.tensor.IndexArray;
import java.nio.LongBuffer;

/**
 * For every pair of events (row i, column j) of every sequence, which weights of a {@link RelativeBias} apply. A
 * sequence of length L has (L - first) x L pairs, row-major, where rows begin with the first event of the pass and
 * columns with that of the sequence; the pairs of all sequences follow each other. Pairs with j after i are masked by
 * the attention and point at weight 0. Computed once per pass and shared by all layers.
 */
final class EventPairs {

    private final int first;
    private final long[] lengths;

    /** Pairs of rows from a place on, which is 0 for whole sequences, with the events of sequences of such lengths. */
    EventPairs(int first, long[] lengths) {
        this.first = first;
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
        NDList index = new NDList(2);
        if (terms.position()) {
            NDArray gaps = newIndex(timestamps.getManager());
            fillGaps(IndexArray.view(gaps), slots);
            index.add(gaps);
        }
        if (terms.time()) {
            NDArray buckets = newIndex(timestamps.getManager());
            fillBuckets(IndexArray.view(buckets), timestamps.toLongArray(), (int) timestamps.getShape().get(1));
            index.add(buckets);
        }
        return index;
    }

    /** Position weight of (i, j): N - 1 + j - i. */
    private void fillGaps(LongBuffer target, int slots) {
        for (long length : lengths) {
            long[] row = new long[(int) length];
            for (int i = first; i < length; i++) {
                for (int j = 0; j <= i; j++) {
                    row[j] = slots - 1L + j - i;
                }
                target.put(row);
            }
        }
    }

    /** Time weight of (i, j): the bucket of t(i+1) - t(j); a last slot without a next one repeats its own time. */
    private void fillBuckets(LongBuffer target, long[] times, int width) {
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int start = sequence * width;
            long[] row = new long[(int) lengths[sequence]];
            for (int i = first; i < row.length; i++) {
                long next = times[start + Math.min(i + 1, width - 1)];
                for (int j = 0; j <= i; j++) {
                    row[j] = TimeBuckets.bucket(next - times[start + j]);
                }
                target.put(row);
            }
        }
    }

    private NDArray newIndex(NDManager manager) {
        long count = 0;
        for (long length : lengths) {
            count += (length - first) * length;
        }
        return IndexArray.create(manager, new Shape(count));
    }
}
