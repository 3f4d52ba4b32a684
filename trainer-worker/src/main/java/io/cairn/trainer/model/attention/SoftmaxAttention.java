package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.Dropout;
import io.cairn.trainer.model.tensor.RowNorms;
import java.util.Arrays;

/**
 * The attention of Transformers: weights of row i are the softmax over j up to i of score(i, j) / sqrt(dqk). Later
 * events are masked before the softmax, so they take no part of its sum.
 */
public final class SoftmaxAttention extends CausalAttention {

    private final float scale;
    private final float dropout;

    /**
     * An attention.
     *
     * @param heads      at least 1.
     * @param queryWidth dqk, width of a head's queries and keys.
     * @param dropout    probability of dropping a weight in training, in [0, 1).
     */
    public SoftmaxAttention(int heads, int queryWidth, float dropout) {
        super(heads);
        scale = (float) (1 / Math.sqrt(queryWidth));
        this.dropout = dropout;
    }

    /** 0 on and below the diagonal, minus infinity above. */
    @Override
    NDArray mask(NDManager manager, int first, int side) {
        float[] mask = new float[(side - first) * side];
        for (int i = first, row = 0; i < side; i++, row += side) {
            Arrays.fill(mask, row + i + 1, row + side, Float.NEGATIVE_INFINITY);
        }
        return manager.create(mask, new Shape(side - first, side));
    }

    @Override
    NDArray weights(NDArray scores, NDArray mask, boolean training) {
        NDArray weights = RowNorms.scaled(scores, scale).add(mask).softmax(-1);
        return Dropout.dropout(weights, dropout, training).singletonOrThrow();
    }
}
