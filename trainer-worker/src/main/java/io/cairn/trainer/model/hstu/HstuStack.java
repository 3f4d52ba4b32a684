package io.cairn.trainer.model.hstu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * HSTU layers on top of each other, {@code layers.0} first.
 *
 * <p>Inputs: rows T x d float32; lengths B int64; timestamps B x W int64 as a
 * {@link io.cairn.trainer.model.SequenceEncoder} takes them. Output: T x d.
 */
public final class HstuStack extends AbstractBlock {

    private static final byte VERSION = 1;

    private final BiasTerms bias;
    private final int slots;

    /**
     * The layers of an encoder.
     *
     * @param settings the encoder's shape.
     */
    public HstuStack(HstuSettings settings) {
        super(VERSION);
        bias = settings.bias();
        slots = settings.slots();
        for (int layer = 0; layer < settings.layers(); layer++) {
            addChildBlock("layers." + layer, new HstuLayer(settings));
        }
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                     PairList<String, Object> options) {
        NDArray rows = inputs.get(0);
        NDArray lengths = inputs.get(1);
        NDList index = new EventPairs(lengths.toLongArray()).index(bias, slots, inputs.get(2));
        for (Block layer : getChildren().values()) {
            rows = layer.forward(store, new NDList(rows, lengths).addAll(index), training).singletonOrThrow();
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
