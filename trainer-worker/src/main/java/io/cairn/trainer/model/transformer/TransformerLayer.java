package io.cairn.trainer.model.transformer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.model.SequenceLayer;
import io.cairn.trainer.model.attention.Sight;
import io.cairn.trainer.model.attention.SoftmaxAttention;
import io.cairn.trainer.model.tensor.RowNorms;
import io.cairn.trainer.model.tensor.Xavier;

/**
 * One pre-norm layer. With X the T x d rows of a batch:
 *
 * <pre>
 * Q, K, V = split(LN(X) Wqkv)                   Q and K turned by their positions
 * Y       = X + attention(Q, K, V) Wo
 * Z       = Y + (SiLU(G) * H) Wd                G, H = split(LN(Y) Wgh)
 * </pre>
 *
 * LN has epsilon 1e-6 and no parameters; linear maps have no bias; what is added to a residual is dropped in training.
 *
 * <p>Parameters, Xavier normal: {@code qkv} d x 3d, {@code out} d x d, {@code gate_up} d x 2f, {@code down} f x d.
 *
 * <p>Inputs: rows T x d float32; lengths B int64; cosines and sines of {@link RotaryPositions}. Output: T x d.
 */
public final class TransformerLayer extends SequenceLayer {

    private static final float EPSILON = 1e-6f;

    private final int width;
    private final int inner;
    private final float dropout;
    private final SoftmaxAttention attention;
    private final Parameter queriesKeysValues;
    private final Parameter output;
    private final Parameter gateUp;
    private final Parameter down;

    /**
     * A layer of an encoder.
     *
     * @param settings the encoder's shape.
     */
    public TransformerLayer(TransformerSettings settings) {
        width = settings.width();
        inner = settings.feedForwardWidth();
        dropout = settings.dropout();
        attention = new SoftmaxAttention(settings.heads(), width / settings.heads(), 0);
        queriesKeysValues = weight("qkv", width, 3L * width);
        output = weight("out", width, width);
        gateUp = weight("gate_up", width, 2L * inner);
        down = weight("down", inner, width);
    }

    private Parameter weight(String name, long rows, long columns) {
        return addParameter(Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT)
            .optShape(new Shape(rows, columns)).optInitializer(Xavier.NORMAL).build());
    }

    @Override
    protected NDArray apply(ParameterStore store, NDArray rows, NDList shared, Sight sight, boolean training) {
        NDArray seen = rows.add(dropped(attend(store, rows, shared, sight, training), training));
        return seen.add(dropped(feedForward(store, seen, training), training));
    }

    private NDArray attend(ParameterStore store, NDArray rows, NDList angles, Sight sight, boolean training) {
        Device device = rows.getDevice();
        NDList parts = RowNorms.standard(rows, EPSILON).matMul(store.getValue(queriesKeysValues, device, training))
            .split(new long[] {width, 2L * width}, 1);
        NDArray cosines = angles.get(0);
        NDArray sines = angles.get(1);
        NDList turned = new NDList(RotaryPositions.turn(parts.get(0), cosines, sines),
            RotaryPositions.turn(parts.get(1), cosines, sines), parts.get(2));
        return sight.pool(attention, turned, new NDList(), training).matMul(store.getValue(output, device, training));
    }

    private NDArray feedForward(ParameterStore store, NDArray rows, boolean training) {
        Device device = rows.getDevice();
        NDList parts = RowNorms.standard(rows, EPSILON).matMul(store.getValue(gateUp, device, training))
            .split(new long[] {inner}, 1);
        NDArray gate = parts.get(0);
        return Activation.sigmoid(gate).mul(gate).mul(parts.get(1)).matMul(store.getValue(down, device, training));
    }

    private NDArray dropped(NDArray rows, boolean training) {
        return Dropout.dropout(rows, dropout, training).singletonOrThrow();
    }
}
