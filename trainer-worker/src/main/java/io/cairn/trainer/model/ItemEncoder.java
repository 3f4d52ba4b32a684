package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.cairn.trainer.model.tensor.RowNorms;
import java.util.Optional;

/**
 * A whole model between item rows and query vectors: item row times sqrt(d) plus a learned vector per position
 * ({@code pos_emb}, N x d; index 0 is the oldest event) if the model has those, dropout, the layers, rows scaled to
 * unit length. Models differ in their layers only. Inputs and output as its interface says.
 */
public final class ItemEncoder extends AbstractBlock implements SequenceEncoder {

    private static final byte VERSION = 1;

    private final int width;
    private final int slots;
    private final float dropout;
    private final Optional<Parameter> positions;
    private final LayerStack stack;

    /**
     * An encoder without weights yet; see {@link #initialize(NDManager)}.
     *
     * @param settings  width, slots and dropout of the input.
     * @param positions first values of the vectors per position; empty for a model whose layers see positions.
     * @param stack     the layers.
     */
    public ItemEncoder(EncoderSettings settings, Optional<Initializer> positions, LayerStack stack) {
        super(VERSION);
        width = settings.width();
        slots = settings.slots();
        dropout = settings.inputDropout();
        Shape shape = new Shape(slots, width);
        this.positions = positions.map(initializer -> addParameter(Parameter.builder().setName("pos_emb")
            .setType(Parameter.Type.WEIGHT).optShape(shape).optInitializer(initializer).build()));
        this.stack = addChildBlock("stack", stack);
    }

    /**
     * Draws the first weights from the engine's random numbers; seed those first.
     *
     * @param manager owner of the weights; they live as long as it does.
     */
    public void initialize(NDManager manager) {
        initialize(manager, DataType.FLOAT32, new Shape(1, width), new Shape(1), new Shape(1), new Shape(1, slots));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                     PairList<String, Object> options) {
        NDArray items = inputs.get(0);
        NDArray lengths = inputs.get(2);
        NDArray chosen = RowNorms.scaled(rows(inputs.get(1), items), (float) Math.sqrt(width));
        NDArray places = lengths.getManager().create(places(lengths.toLongArray()));
        NDArray placed = placed(store, chosen, places, training);
        NDArray input = Dropout.dropout(placed, dropout, training).singletonOrThrow();
        NDArray output = stack.forward(store, new NDList(input, lengths, inputs.get(3)), training).singletonOrThrow();
        return new NDList(RowNorms.unit(output));
    }

    /** Scaled item rows with the vectors of their places: one place for each row, or one for all. */
    NDArray placed(ParameterStore store, NDArray chosen, NDArray places, boolean training) {
        return positions.map(vectors -> chosen.add(
            rows(places, store.getValue(vectors, chosen.getDevice(), training)))).orElse(chosen);
    }

    LayerStack stack() {
        return stack;
    }

    /** Rows of a table by index; the gradient of a row used several times is the sum. */
    private static NDArray rows(NDArray index, NDArray table) {
        return Embedding.embedding(index, table, SparseFormat.DENSE).singletonOrThrow();
    }

    private static long[] places(long[] lengths) {
        long total = 0;
        for (long length : lengths) {
            total += length;
        }
        long[] places = new long[Math.toIntExact(total)];
        int row = 0;
        for (long length : lengths) {
            for (int place = 0; place < length; place++) {
                places[row++] = place;
            }
        }
        return places;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {new Shape(inputShapes[1].get(0), width)};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        stack.initialize(manager, dataType, inputShapes[0], inputShapes[2], inputShapes[3]);
    }
}
