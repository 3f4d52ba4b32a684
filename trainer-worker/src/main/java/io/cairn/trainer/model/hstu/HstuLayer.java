package io.cairn.trainer.model.hstu;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import io.cairn.trainer.model.SequenceLayer;
import io.cairn.trainer.model.attention.CausalAttention;
import io.cairn.trainer.model.attention.Sight;
import io.cairn.trainer.model.tensor.RowNorms;
import io.cairn.trainer.model.tensor.Xavier;

/**
 * One HSTU layer. With X the T x d rows of a batch:
 *
 * <pre>
 * U, V, Q, K = split(SiLU(LN(X) W))
 * A          = pooled values, see the attention: SiLU(Q K + bias) / N V, causal, per head
 * Y          = (U * LN(A)) O + o + X            dropout before O; LN over all heads side by side
 * </pre>
 *
 * LN has epsilon 1e-6 and no parameters. N is a constant, so a row's output does not depend on how long its sequence
 * becomes later. There is no feed-forward part: the gate U takes its place.
 *
 * <p>Parameters: {@code uvqk} d x h(2dv + 2dqk), from N(0, 0.02); {@code o_weight} d x h*dv, Xavier uniform;
 * {@code o_bias} d, uniform within 1/sqrt(h*dv); and those of the {@link RelativeBias}.
 *
 * <p>Inputs: rows T x d float32; lengths B int64; then the index arrays of the bias. Output: T x d.
 */
public final class HstuLayer extends SequenceLayer {

    private static final float EPSILON = 1e-6f;
    private static final float INITIAL_DEVIATION = 0.02f;

    private final long[] ends;
    private final float dropout;
    private final Parameter mixing;
    private final Parameter outputWeight;
    private final Parameter outputBias;
    private final RelativeBias bias;
    private final CausalAttention attention;

    /**
     * A layer of an encoder.
     *
     * @param settings the encoder's shape.
     */
    public HstuLayer(HstuSettings settings) {
        int width = settings.width();
        int queries = settings.heads() * settings.queryWidth();
        int values = settings.heads() * settings.valueWidth();
        ends = new long[] {values, 2L * values, 2L * values + queries};
        dropout = settings.linearDropout();
        mixing = weight("uvqk", new NormalInitializer(INITIAL_DEVIATION), new Shape(width, 2L * (values + queries)));
        outputWeight = weight("o_weight", Xavier.UNIFORM, new Shape(width, values));
        outputBias = weight("o_bias", new UniformInitializer((float) (1 / Math.sqrt(values))), new Shape(width));
        bias = addChildBlock("bias", new RelativeBias(settings.bias(), settings.slots()));
        attention = settings.newAttention();
    }

    private Parameter weight(String name, Initializer initializer, Shape shape) {
        return addParameter(Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(shape)
            .optInitializer(initializer).build());
    }

    @Override
    protected NDArray apply(ParameterStore store, NDArray rows, NDList shared, Sight sight, boolean training) {
        Device device = rows.getDevice();
        NDArray mixed = RowNorms.standard(rows, EPSILON).matMul(store.getValue(mixing, device, training));
        NDList parts = Activation.sigmoid(mixed).mul(mixed).split(ends, 1);
        NDList pairBias = bias.forward(store, shared, training);
        NDArray pooled = sight.pool(
            attention, new NDList(parts.get(2), parts.get(3), parts.get(1)), pairBias, training);
        NDArray gated = parts.get(0).mul(RowNorms.standard(pooled, EPSILON));
        NDArray kept = Dropout.dropout(gated, dropout, training).singletonOrThrow();
        NDArray output = Linear.linear(kept, store.getValue(outputWeight, device, training),
            store.getValue(outputBias, device, training)).singletonOrThrow();
        return output.add(rows);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        bias.initialize(manager, dataType);
    }
}
