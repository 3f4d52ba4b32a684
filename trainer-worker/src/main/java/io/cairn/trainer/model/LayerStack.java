package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.cairn.trainer.model.attention.Sight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Layers on top of each other, {@code layers.0} first.
 *
 * <p>Inputs: rows T x d float32; lengths B int64; timestamps B x W int64 as a {@link SequenceEncoder} takes them.
 * Output: T x d. A layer takes rows, lengths, and what all layers of a batch share.
 */
public final class LayerStack extends AbstractBlock {

    private static final byte VERSION = 1;

    private final List<SequenceLayer> layers = new ArrayList<>();
    private final Shared shared;

    /** What is computed once per pass for all layers. */
    @FunctionalInterface
    public interface Shared {

        /** Nothing. */
        Shared NONE = (first, lengths, timestamps) -> new NDList();

        /**
         * Computes it.
         *
         * @param first      place in its sequence of the first row of the pass; 0 for whole sequences.
         * @param lengths    rows of each sequence, those before the first included.
         * @param timestamps B x W int64; its manager is the pass's.
         * @return further inputs of each layer.
         */
        NDList of(int first, long[] lengths, NDArray timestamps);
    }

    /**
     * The layers of an encoder.
     *
     * @param count    number of layers.
     * @param newLayer makes one.
     * @param shared   what they share.
     */
    public LayerStack(int count, Supplier<? extends SequenceLayer> newLayer, Shared shared) {
        super(VERSION);
        this.shared = shared;
        for (int layer = 0; layer < count; layer++) {
            layers.add(addChildBlock("layers." + layer, newLayer.get()));
        }
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                     PairList<String, Object> options) {
        long[] lengths = inputs.get(1).toLongArray();
        NDList common = shared.of(0, lengths, inputs.get(2));
        List<Sight> sights = Collections.nCopies(layers.size(), Sight.sequences(lengths));
        return new NDList(apply(store, inputs.get(0), common, sights, training));
    }

    /** Computes all layers, each with its own sight. */
    NDArray apply(ParameterStore store, NDArray rows, NDList common, List<? extends Sight> sights, boolean training) {
        NDArray output = rows;
        for (int layer = 0; layer < layers.size(); layer++) {
            output = layers.get(layer).apply(store, output, common, sights.get(layer), training);
        }
        return output;
    }

    /** What the layers share for rows of one sequence from a place on; one time for each row of it, then the next. */
    NDList shared(int first, int length, NDArray timestamps) {
        return shared.of(first, new long[] {length}, timestamps);
    }

    int size() {
        return layers.size();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        for (SequenceLayer layer : layers) {
            layer.initialize(manager, dataType, inputShapes[0], inputShapes[1]);
        }
    }
}
