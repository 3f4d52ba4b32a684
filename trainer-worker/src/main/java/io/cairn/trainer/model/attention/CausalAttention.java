package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.model.tensor.Pieces;

/**
 * Causal attention over jagged sequences: row i of a head gets the sum over j up to i of weight(i, j) v(j). How weights
 * follow from the scores q(i) k(j) + bias(i, j) is what kinds of attention differ in. A {@link Sight} says which rows
 * are there.
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
    final NDArray pool(NDList queriesKeysValues, NDList bias, long[] lengths, boolean training) {
        NDArray values = queriesKeysValues.get(2);
        long[] rowEnds = splits(lengths, 1);
        NDList queriesOf = byHead(queriesKeysValues.get(0)).split(rowEnds, 1);
        NDList keysOf = byHead(queriesKeysValues.get(1)).split(rowEnds, 1);
        NDList valuesOf = byHead(values).split(rowEnds, 1);
        NDList biasOf = bias.isEmpty() ? bias : bias.get(0).split(splits(lengths, 2));
        NDArray mask = mask(values.getManager(), 0, max(lengths));

        NDList pooled = new NDList(lengths.length);
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            long length = lengths[sequence];
            NDArray scores = queriesOf.get(sequence).batchMatMul(keysOf.get(sequence).transpose(0, 2, 1));
            NDList pairs = biasOf.isEmpty() ? biasOf : new NDList(biasOf.get(sequence));
            NDIndex square = new NDIndex().addSliceDim(0, length).addSliceDim(0, length);
            NDArray weights = weights(biased(scores, pairs, length, length), mask.get(square), training);
            pooled.add(weights.batchMatMul(valuesOf.get(sequence)));
        }
        return flat(Pieces.join(pooled, 1));
    }

    /** Keys and values of a pass's rows, as views. */
    final KeysValues keysValues(NDList queriesKeysValues) {
        return new KeysValues(byHead(queriesKeysValues.get(1)), byHead(queriesKeysValues.get(2)));
    }

    /**
     * Pools for the last rows of a sequence.
     *
     * @param queries r x h*dqk, of the last r rows.
     * @param all     keys and values of all n + r rows.
     * @param bias    of the last r rows with all, r x (n + r) pairs, or empty.
     * @return r x h*dv.
     */
    final NDArray poolLast(NDArray queries, KeysValues all, NDList bias) {
        long last = queries.getShape().get(0);
        NDArray scores = byHead(queries).batchMatMul(all.turnedKeys(queries.getManager()));
        NDArray mask = mask(queries.getManager(), (int) (all.size() - last), (int) all.size());
        NDArray weights = weights(biased(scores, bias, last, all.size()), mask, false);
        return flat(weights.batchMatMul(all.values()));
    }

    /**
     * Pools for rows that see a history and themselves.
     *
     * @param queriesKeysValues m x h*dqk, m x h*dqk, m x h*dv.
     * @param history           keys and values of n rows.
     * @param bias              of a row behind the history, n + 1 pairs, or empty.
     * @return m x h*dv.
     */
    final NDArray poolEach(NDList queriesKeysValues, KeysValues history, NDList bias) {
        NDArray queries = byHead(queriesKeysValues.get(0));
        KeysValues own = keysValues(queriesKeysValues);
        NDArray scores = queries.batchMatMul(history.turnedKeys(queries.getManager()))
            .concat(queries.mul(own.keys()).sum(new int[] {2}, true), 2);
        int place = (int) history.size();
        NDArray mask = mask(scores.getManager(), place, place + 1);
        NDList weights = weights(biased(scores, bias, 1, place + 1), mask, false).split(new long[] {place}, 2);
        return flat(weights.get(0).batchMatMul(history.values()).add(weights.get(1).mul(own.values())));
    }

    private static NDArray biased(NDArray scores, NDList bias, long rows, long columns) {
        return bias.isEmpty() ? scores : scores.add(bias.get(0).reshape(rows, columns));
    }

    /** Rows from first on of the mask of the longest sequence, which is side x side; shorter ones get its corner. */
    abstract NDArray mask(NDManager manager, int first, int side);

    /** Weights, h x r x c, from scores and the mask, r x c. */
    abstract NDArray weights(NDArray scores, NDArray mask, boolean training);

    /** h x r x w to r x h*w. */
    private static NDArray flat(NDArray byHead) {
        Shape shape = byHead.getShape();
        return byHead.transpose(1, 0, 2).reshape(shape.get(1), shape.get(0) * shape.get(2));
    }

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
