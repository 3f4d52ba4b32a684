package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.model.Pieces;

/**
 * Causal attention over jagged sequences: row i of a head gets the sum over j up to i of weight(i, j) v(j). How weights
 * follow from the scores q(i) k(j) + bias(i, j) is what kinds of attention differ in.
 */
public abstract class CausalAttention {

    private final int heads;

    /**
     * An attention of so many heads.
     *
     * @param heads at least 1; they share rows and have the same bias.
     */
    protected CausalAttention(int heads) {
        this.heads = heads;
    }

    /**
     * Pools the values of each sequence.
     *
     * @param queriesKeysValues T x h*dqk, T x h*dqk, T x h*dv: rows of all sequences, head after head within a row.
     * @param bias              the bias of all pairs of all sequences, or empty.
     * @param lengths           rows of each sequence.
     * @param training          whether weights may be dropped.
     * @return T x h*dv, laid out as the values.
     */
    public final NDArray pool(NDList queriesKeysValues, NDList bias, long[] lengths, boolean training) {
        NDArray values = queriesKeysValues.get(2);
        long[] rowEnds = splits(lengths, 1);
        NDList queriesOf = byHead(queriesKeysValues.get(0)).split(rowEnds, 1);
        NDList keysOf = byHead(queriesKeysValues.get(1)).split(rowEnds, 1);
        NDList valuesOf = byHead(values).split(rowEnds, 1);
        NDList biasOf = bias.isEmpty() ? bias : bias.get(0).split(splits(lengths, 2));
        NDArray mask = mask(values.getManager(), max(lengths));

        NDList pooled = new NDList(lengths.length);
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            long length = lengths[sequence];
            NDArray scores = queriesOf.get(sequence).batchMatMul(keysOf.get(sequence).transpose(0, 2, 1));
            if (!biasOf.isEmpty()) {
                scores = scores.add(biasOf.get(sequence).reshape(length, length));
            }
            NDIndex square = new NDIndex().addSliceDim(0, length).addSliceDim(0, length);
            pooled.add(weights(scores, mask.get(square), training).batchMatMul(valuesOf.get(sequence)));
        }
        return Pieces.join(pooled, 1).transpose(1, 0, 2).reshape(values.getShape());
    }

    /** The mask of the longest sequence, side x side; shorter ones get its upper left corner. */
    abstract NDArray mask(NDManager manager, int side);

    /** Weights of one sequence, h x L x L, from its scores and the mask, L x L. */
    abstract NDArray weights(NDArray scores, NDArray mask, boolean training);

    /** T x h*w to h x T x w, a view. */
    private NDArray byHead(NDArray rows) {
        Shape shape = rows.getShape();
        return rows.reshape(shape.get(0), heads, shape.get(1) / heads).transpose(1, 0, 2);
    }

    /** Where to cut so that piece b has lengths[b]^power elements: all ends but the last. */
    private static long[] splits(long[] lengths, int power) {
        long[] ends = new long[lengths.length - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += power == 1 ? lengths[i] : lengths[i] * lengths[i];
            ends[i] = end;
        }
        return ends;
    }

    private static int max(long[] lengths) {
        long max = 0;
        for (long length : lengths) {
            max = Math.max(max, length);
        }
        return (int) max;
    }
}
