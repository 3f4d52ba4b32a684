package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;

/**
 * SiLU of the scores over a constant instead of a softmax: weight(i, j) = SiLU(score(i, j)) / N. Without a normaliser
 * the pooled value keeps how many past events matter, which a softmax divides away (paper, section 3.2).
 */
public final class PointwiseAttention extends CausalAttention {

    private final int slots;

    /**
     * An attention of HSTU.
     *
     * @param heads at least 1.
     * @param slots N.
     */
    public PointwiseAttention(int heads, int slots) {
        super(heads);
        this.slots = slots;
    }

    /** 1/N on and below the diagonal, 0 above. */
    @Override
    NDArray mask(NDManager manager, int first, int side) {
        float[] mask = new float[(side - first) * side];
        for (int i = first, row = 0; i < side; i++, row += side) {
            Arrays.fill(mask, row, row + i + 1, 1f / slots);
        }
        return manager.create(mask, new Shape(side - first, side));
    }

    @Override
    NDArray weights(NDArray scores, NDArray mask, boolean training) {
        return Activation.sigmoid(scores).mul(scores).mul(mask);
    }
}
