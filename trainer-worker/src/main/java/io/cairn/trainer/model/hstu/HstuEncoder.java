package io.cairn.trainer.model.hstu;

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
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.util.PairList;
import io.cairn.trainer.model.RowNorms;
import io.cairn.trainer.model.SequenceEncoder;

/**
 * The whole HSTU model between item rows and query vectors: item row times sqrt(d) plus a learned vector per position
 * ({@code pos_emb}, N x d, Xavier normal; index 0 is the oldest event), dropout, the layers, rows scaled to unit
 * length. Inputs and output as its interface says.
 */
public final class HstuEncoder extends AbstractBlock implements SequenceEncoder {

    private static final byte VERSION = 1;

    private final HstuSettings settings;
    private final Parameter positions;
    private final HstuStack stack;

    /**
     * An encoder without weights yet; see {@link #initialize(NDManager)}.
     *
     * @param settings its shape.
     */
    public HstuEncoder(HstuSettings settings) {
        super(VERSION);
        this.settings = settings;
        Shape shape = new Shape(settings.slots(), settings.width());
        positions = addParameter(Parameter.builder().setName("pos_emb").setType(Parameter.Type.WEIGHT).optShape(shape)
            .optInitializer(new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN,
                XavierInitializer.FactorType.AVG, 1)).build());
        stack = addChildBlock("stack", new HstuStack(settings));
    }

    /**
     * Draws the first weights from the engine's random numbers; seed those first.
     *
     * @param manager owner of the weights; they live as long as it does.
     */
    public void initialize(NDManager manager) {
        Shape rows = new Shape(1, settings.width());
        initialize(manager, DataType.FLOAT32, rows, new Shape(1), new Shape(1), new Shape(1, settings.slots()));
    }

    /**
     * The encoder's shape.
     *
     * @return what it was made from.
     */
    public HstuSettings settings() {
        return settings;
    }

    @Override
    public int width() {
        return settings.width();
    }

    @Override
    public int slots() {
        return settings.slots();
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training,
                                     PairList<String, Object> options) {
        NDArray items = inputs.get(0);
        NDArray lengths = inputs.get(2);
        NDArray chosen = RowNorms.scaled(rows(inputs.get(1), items), (float) Math.sqrt(settings.width()));
        NDArray places = lengths.getManager().create(places(lengths.toLongArray()));
        NDArray placed = chosen.add(rows(places, store.getValue(positions, items.getDevice(), training)));
        NDArray input = Dropout.dropout(placed, settings.inputDropout(), training).singletonOrThrow();
        NDArray output = stack.forward(store, new NDList(input, lengths, inputs.get(3)), training).singletonOrThrow();
        return new NDList(RowNorms.unit(output));
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
        return new Shape[] {new Shape(inputShapes[1].get(0), settings.width())};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        stack.initialize(manager, dataType, inputShapes[0], inputShapes[2], inputShapes[3]);
    }
}
