package io.cairn.trainer.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;

/** Scalings of rows that models and losses share; none has parameters. */
public final class RowNorms {

    /** Lower bound of a row's length when it is scaled to 1, as in the public research code. */
    public static final float UNIT_EPSILON = 1e-6f;

    private RowNorms() {
    }

    /**
     * Scales rows to unit length: x / max(|x|, {@link #UNIT_EPSILON}) over the last axis.
     *
     * @param rows ... x d.
     * @return the same shape.
     */
    public static NDArray unit(NDArray rows) {
        int last = rows.getShape().dimension() - 1;
        return rows.div(rows.norm(new int[] {last}, true).clip(UNIT_EPSILON, Float.MAX_VALUE));
    }

    /**
     * Multiplies by a constant. To be used in place of {@code NDArray.mul(Number)} wherever a gradient flows: DJL frees
     * the memory of such a number at once, while the engine reads it again in the backward pass.
     *
     * @param rows   any shape.
     * @param factor the constant.
     * @return the same shape.
     */
    public static NDArray scaled(NDArray rows, float factor) {
        return rows.mul(rows.getManager().create(factor));
    }

    /**
     * Layer norm without scale or shift: (x - mean) / sqrt(variance + epsilon) over the last axis, the variance divided
     * by the count.
     *
     * @param rows    ... x d.
     * @param epsilon added to the variance, above 0.
     * @return the same shape.
     */
    public static NDArray standard(NDArray rows, float epsilon) {
        NDManager manager = rows.getManager();
        Shape row = new Shape(rows.getShape().tail());
        return LayerNorm.layerNorm(rows, row, manager.ones(row), manager.zeros(row), epsilon).singletonOrThrow();
    }
}
