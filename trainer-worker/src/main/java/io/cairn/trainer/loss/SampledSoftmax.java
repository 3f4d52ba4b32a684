package io.cairn.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.training.loss.Loss;
import io.cairn.trainer.model.tensor.Pieces;
import io.cairn.trainer.model.tensor.RowNorms;

/**
 * Sampled softmax over cosines, as HSTU and SASRec of the public research code are trained: for each query the cross
 * entropy of its positive item against R sampled negatives, with logit = (query . item / max(|item|, 1e-6)) /
 * temperature. Queries are used as given. A negative that equals the positive gets the logit {@value #MASKED_LOGIT}
 * and no gradient. The loss is the weighted mean over queries. There is no correction for how likely a negative was.
 *
 * <p>Predictions: queries T x d; item rows U x d. Labels: samples T x (1 + R) int64, which item row is the positive
 * (column 0) and which are the negatives; optionally weights T.
 *
 * <p>Item rows are normalised once each. Then the cheaper of two equal ways is taken: all T x U cosines by one product
 * per block of queries, of which the sampled ones are picked; or the rows of all T x (1 + R) samples gathered.
 */
public final class SampledSoftmax extends Loss {

    /** Logit of a negative that is the positive; far below any cosine over any sensible temperature. */
    public static final float MASKED_LOGIT = -5e4f;

    /** Gathering a row of floats and its gradient costs about as much as this many columns of a matrix product. */
    private static final int PRODUCT_ADVANTAGE = 40;
    /** Floats per block of cosines: a block that fits the cache, and that the allocator serves from reused memory. */
    private static final int BLOCK_FLOATS = 1 << 21;

    private final float temperature;

    /**
     * A loss.
     *
     * @param temperature what cosines are divided by, above 0; 0.05 in the public configurations.
     */
    public SampledSoftmax(float temperature) {
        super("sampledSoftmax");
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature must be above 0, got " + temperature);
        }
        this.temperature = temperature;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray rowLoss = rowLosses(labels.get(0), predictions.get(0), predictions.get(1));
        if (labels.size() == 1) {
            return rowLoss.mean();
        }
        NDArray weights = labels.get(1);
        return rowLoss.mul(weights).sum().div(weights.sum());
    }

    /**
     * The loss of each query.
     *
     * @param samples T x (1 + R) int64, positive first.
     * @param queries T x d.
     * @param items   U x d.
     * @return T.
     */
    public NDArray rowLosses(NDArray samples, NDArray queries, NDArray items) {
        NDArray directions = RowNorms.scaled(RowNorms.unit(items), 1 / temperature);
        boolean dense = items.getShape().get(0) <= PRODUCT_ADVANTAGE * samples.getShape().get(1);
        NDArray logits = dense ? pickedLogits(samples, queries, directions)
            : gatheredLogits(samples, queries, directions);
        NDList columns = logits.split(new long[] {1}, 1);
        NDList ids = samples.split(new long[] {1}, 1);
        NDArray clash = ids.get(1).eq(ids.get(0));
        NDArray masked = ids.get(1).getManager().full(clash.getShape(), MASKED_LOGIT);
        NDArray negatives = NDArrays.where(clash, masked, columns.get(1));
        NDArray logProbabilities = columns.get(0).concat(negatives, 1).logSoftmax(1);
        return logProbabilities.split(new long[] {1}, 1).get(0).squeeze(1).neg();
    }

    /** The cosines with all items are only needed until the sampled ones are picked, so they are freed at once. */
    private static NDArray pickedLogits(NDArray samples, NDArray queries, NDArray directions) {
        long rows = samples.getShape().get(0);
        long block = Math.max(1, BLOCK_FLOATS / directions.getShape().get(0));
        long[] ends = new long[(int) ((rows - 1) / block)];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (i + 1) * block;
        }
        NDList queryBlocks = queries.split(ends);
        NDList sampleBlocks = samples.split(ends);
        NDArray columns = directions.transpose();
        NDList picked = new NDList(queryBlocks.size());
        for (int i = 0; i < queryBlocks.size(); i++) {
            try (NDArray all = queryBlocks.get(i).matMul(columns)) {
                picked.add(all.gather(sampleBlocks.get(i), 1));
            }
        }
        return Pieces.join(picked, 0);
    }

    private static NDArray gatheredLogits(NDArray samples, NDArray queries, NDArray directions) {
        Shape shape = samples.getShape();
        NDArray rows = Embedding.embedding(samples, directions, SparseFormat.DENSE).singletonOrThrow();
        return rows.batchMatMul(queries.expandDims(2)).reshape(shape);
    }
}
