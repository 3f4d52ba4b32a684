package io.cairn.trainer.model.sasrec;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import io.cairn.trainer.model.SequenceLayer;
import io.cairn.trainer.model.attention.Sight;
import io.cairn.trainer.model.attention.SoftmaxAttention;
import io.cairn.trainer.model.tensor.RowNorms;
import io.cairn.trainer.model.tensor.Xavier;

/**
 * One block of SASRec. With X the T x d rows of a batch:
 *
 * <pre>
 * Z = LN(X)
 * H = attention of queries from Z, keys and values from X, causal, per head; then a linear map
 * W = LN(Z + H)
 * Y = W + FFN2(ReLU(FFN1(W)))                   dropout after ReLU and after FFN2
 * </pre>
 *
 * LN has epsilon 1e-8 and no parameters. Both residuals start from normalised values, and keys and values are not
 * normalised, as in the public code.
 *
 * <p>Parameters: {@code in_proj} 3d x d (queries, keys, values), {@code out_proj} d x d, {@code ffn1} f x d,
 * {@code ffn2} d x f, each with a bias. Weights begin Xavier normal, biases of the attention 0, those of the
 * feed-forward part uniform within 1 / sqrt(inputs).
 *
 * <p>Inputs: rows T x d float32; lengths B int64. Output: T x d.
 */
public final class SasRecBlock extends SequenceLayer {

    private static final float EPSILON = 1e-8f;

    private final int width;
    private final float dropout;
    private final SoftmaxAttention attention;
    private final Parameter inputWeight;
    private final Parameter inputBias;
    private final Parameter outputWeight;
    private final Parameter outputBias;
    private final Parameter firstWeight;
    private final Parameter firstBias;
    private final Parameter secondWeight;
    private final Parameter secondBias;

    /**
     * A block of an encoder.
     *
     * @param settings the encoder's shape.
     */
    public SasRecBlock(SasRecSettings settings) {
        width = settings.width();
        dropout = settings.dropout();
        int inner = settings.feedForwardWidth();
        attention = new SoftmaxAttention(settings.heads(), width / settings.heads(), dropout);
        inputWeight = parameter("in_proj_weight", Xavier.NORMAL, 3L * width, width);
        inputBias = parameter("in_proj_bias", Initializer.ZEROS, 3L * width);
        outputWeight = parameter("out_proj_weight", Xavier.NORMAL, width, width);
        outputBias = parameter("out_proj_bias", Initializer.ZEROS, width);
        firstWeight = parameter("ffn1_weight", Xavier.NORMAL, inner, width);
        firstBias = parameter("ffn1_bias", uniform(width), inner);
        secondWeight = parameter("ffn2_weight", Xavier.NORMAL, width, inner);
        secondBias = parameter("ffn2_bias", uniform(inner), width);
    }

    private Parameter parameter(String name, Initializer initializer, long... sides) {
        return addParameter(Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(new Shape(sides))
            .optInitializer(initializer).build());
    }

    private static Initializer uniform(int inputs) {
        return new UniformInitializer((float) (1 / Math.sqrt(inputs)));
    }

    @Override
    protected NDArray apply(ParameterStore store, NDArray rows, NDList shared, Sight sight, boolean training) {
        NDArray normal = RowNorms.standard(rows, EPSILON);
        NDArray seen = attend(store, rows, normal, sight, training);
        NDArray middle = RowNorms.standard(normal.add(seen), EPSILON);
        return middle.add(feedForward(store, middle, training));
    }

    private NDArray attend(ParameterStore store, NDArray rows, NDArray normal, Sight sight, boolean training) {
        Device device = rows.getDevice();
        NDList weights = thirds(store.getValue(inputWeight, device, training), rows.getManager());
        NDList biases = thirds(store.getValue(inputBias, device, training), rows.getManager());
        NDList mapped = new NDList(linear(normal, weights.get(0), biases.get(0)),
            linear(rows, weights.get(1), biases.get(1)), linear(rows, weights.get(2), biases.get(2)));
        NDArray pooled = sight.pool(attention, mapped, new NDList(), training);
        return linear(pooled, store.getValue(outputWeight, device, training),
            store.getValue(outputBias, device, training));
    }

    /** For queries, keys and values. Views of a weight belong to the model's manager until they are moved. */
    private NDList thirds(NDArray weight, NDManager batch) {
        NDList parts = weight.split(new long[] {width, 2L * width}, 0);
        parts.attach(batch);
        return parts;
    }

    private NDArray feedForward(ParameterStore store, NDArray rows, boolean training) {
        Device device = rows.getDevice();
        NDArray inner = Activation.relu(linear(rows, store.getValue(firstWeight, device, training),
            store.getValue(firstBias, device, training)));
        NDArray kept = Dropout.dropout(inner, dropout, training).singletonOrThrow();
        NDArray outer = linear(kept, store.getValue(secondWeight, device, training),
            store.getValue(secondBias, device, training));
        return Dropout.dropout(outer, dropout, training).singletonOrThrow();
    }

    private static NDArray linear(NDArray rows, NDArray weight, NDArray bias) {
        return Linear.linear(rows, weight, bias).singletonOrThrow();
    }
}
