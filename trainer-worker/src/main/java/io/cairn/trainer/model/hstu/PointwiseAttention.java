package io.cairn.trainer.model.hstu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.cairn.trainer.model.Pieces;
import java.util.Arrays;

/**
 * Causal attention with SiLU scores over a constant instead of a softmax: row i of a head gets the sum over j up to i
 * of SiLU(q(i) k(j) + bias(i, j)) / N v(j). Without a normaliser the pooled value keeps how many past events matter,
 * which a softmax divides away (paper, section 3.2).
 */
final class PointwiseAttention {

    private final int heads;
    private final int slots;

    PointwiseAttention(int heads, int slots) {
        this.heads = heads;
        this.slots = slots;
    }

    /**
     * Pools the values of each sequence.
     *
     * @param queriesKeysValues T x h*dqk, T x h*dqk, T x h*dv: rows of all sequences, head after head within a row.
     * @param bias              the bias of all pairs of all sequences, or empty.
     * @param lengths           rows of each sequence.
     * @return T x h*dv, laid out as the values.
     */
    NDArray pool(NDList queriesKeysValues, NDList bias, long[] lengths) {
        NDArray values = queriesKeysValues.get(2);
        long[] rowEnds = splits(lengths, 1);
        NDList queriesOf = byHead(queriesKeysValues.get(0)).split(rowEnds, 1);
        NDList keysOf = byHead(queriesKeysValues.get(1)).split(rowEnds, 1);
        NDList valuesOf = byHead(values).split(rowEnds, 1);
        NDList biasOf = bias.isEmpty() ? bias : bias.get(0).split(splits(lengths, 2));
        NDArray mask = scaledCausalMask(values.getManager(), max(lengths));

        NDList pooled = new NDList(lengths.length);
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            long length = lengths[sequence];
            NDArray scores = queriesOf.get(sequence).batchMatMul(keysOf.get(sequence).transpose(0, 2, 1));
            if (!biasOf.isEmpty()) {
                scores = scores.add(biasOf.get(sequence).reshape(length, length));
            }
            NDIndex square = new NDIndex().addSliceDim(0, length).addSliceDim(0, length);
            NDArray weights = Activation.sigmoid(scores).mul(scores).mul(mask.get(square));
            pooled.add(weights.batchMatMul(valuesOf.get(sequence)));
        }
        return Pieces.join(pooled, 1).transpose(1, 0, 2).reshape(values.getShape());
    }

    /** T x h*w to h x T x w, a view. */
    private NDArray byHead(NDArray rows) {
        Shape shape = rows.getShape();
        return rows.reshape(shape.get(0), heads, shape.get(1) / heads).transpose(1, 0, 2);
    }

    /** 1/N on and below the diagonal, 0 above. */
    private NDArray scaledCausalMask(NDManager manager, int side) {
        float[] mask = new float[side * side];
        for (int i = 0; i < side; i++) {
            Arrays.fill(mask, i * side, i * side + i + 1, 1f / slots);
        }
        return manager.create(mask, new Shape(side, side));
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
