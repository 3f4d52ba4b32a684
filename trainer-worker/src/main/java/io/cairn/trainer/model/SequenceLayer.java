package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.cairn.trainer.model.attention.Sight;

/**
 * One layer of a {@link LayerStack}. All it does to a row depends on that row alone, but for one attention, which a
 * {@link Sight} performs.
 *
 * <p>Inputs of {@code forward}: rows T x d float32; lengths B int64; what the layers share. Output: T x d.
 */
public abstract class SequenceLayer extends AbstractBlock {

    private static final byte VERSION = 1;

    /** A layer without parameters yet. */
    protected SequenceLayer() {
        super(VERSION);
    }

    /**
     * Computes the layer.
     *
     * @param store    has the parameters.
     * @param rows     r x d, owned by the pass's manager.
     * @param shared   what the layers share, for these rows.
     * @param sight    which rows they see.
     * @param training whether values are dropped.
     * @return r x d.
     */
    protected abstract NDArray apply(
        ParameterStore store, NDArray rows, NDList shared, Sight sight, boolean training);

    @Override
    protected final NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                           PairList<String, Object> options) {
        Sight sight = Sight.sequences(inputs.get(1).toLongArray());
        return new NDList(apply(store, inputs.get(0), inputs.subNDList(2), sight, training));
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
