package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.Supplier;

/**
 * Layers on top of each other, {@code layers.0} first.
 *
 * <p>Inputs: rows T x d float32; lengths B int64; timestamps B x W int64 as a {@link SequenceEncoder} takes them.
 * Output: T x d. A layer takes rows, lengths, and what all layers of a batch share.
 */
public final class LayerStack extends AbstractBlock {

    private static final byte VERSION = 1;

    private final Shared shared;

    /** What is computed once per batch for all layers. */
    @FunctionalInterface
    public interface Shared {

        /** Nothing. */
        Shared NONE = (lengths, timestamps) -> new NDList();

        /**
         * Computes it.
         *
         * @param lengths    rows of each sequence.
         * @param timestamps B x W int64; its manager is the batch's.
         * @return further inputs of each layer.
         */
        NDList of(long[] lengths, NDArray timestamps);
    }

    /**
     * The layers of an encoder.
     *
     * @param layers   number of layers.
     * @param newLayer makes one; each takes and answers T x d rows.
     * @param shared   what they share.
     */
    public LayerStack(int layers, Supplier<Block> newLayer, Shared shared) {
        super(VERSION);
        this.shared = shared;
        for (int layer = 0; layer < layers; layer++) {
            addChildBlock("layers." + layer, newLayer.get());
        }
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                     PairList<String, Object> options) {
        NDArray rows = inputs.get(0);
        NDArray lengths = inputs.get(1);
        NDList common = shared.of(lengths.toLongArray(), inputs.get(2));
        for (Block layer : getChildren().values()) {
            rows = layer.forward(store, new NDList(rows, lengths).addAll(common), training).singletonOrThrow();
        }
        return new NDList(rows);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        for (Block layer : getChildren().values()) {
            layer.initialize(manager, dataType, inputShapes[0], inputShapes[1]);
        }
    }
}
