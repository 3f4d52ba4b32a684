package io.cairn.trainer.model.hstu;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * The relative attention bias of one layer: a learned weight per position gap (2N - 1 of them) plus a learned weight
 * per time bucket ({@link TimeBuckets#COUNT}), added to the score of each pair of events; all heads share it. Weights
 * begin as N(0, 0.02).
 *
 * <p>Inputs: an int64 index of all pairs per term, position before time (none, one or two arrays of P). Output: the
 * bias of all pairs, P float32; an empty list without terms.
 */
public final class RelativeBias extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIAL_DEVIATION = 0.02f;

    private final NDList noBias = new NDList();
    private final Parameter[] weights;

    /**
     * A bias with its weights.
     *
     * @param terms what it is made of.
     * @param slots N, at least the longest sequence.
     */
    public RelativeBias(BiasTerms terms, int slots) {
        super(VERSION);
        Parameter position = weight("pos_w", 2L * slots - 1);
        Parameter time = weight("ts_w", TimeBuckets.COUNT);
        weights = switch (terms) {
            case NONE -> new Parameter[0];
            case POSITION -> new Parameter[] {position};
            case TIME -> new Parameter[] {time};
            case POSITION_AND_TIME -> new Parameter[] {position, time};
        };
        for (Parameter parameter : weights) {
            addParameter(parameter);
        }
    }

    private static Parameter weight(String name, long count) {
        return Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(new Shape(count))
            .optInitializer(new NormalInitializer(INITIAL_DEVIATION)).build();
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList index, boolean training,
                                     PairList<String, Object> options) {
        if (weights.length == 0) {
            return noBias;
        }
        NDArray sum = lookup(store, weights[0], index.get(0), training);
        for (int term = 1; term < weights.length; term++) {
            sum = sum.add(lookup(store, weights[term], index.get(term), training));
        }
        return new NDList(sum);
    }

    /** The weight is the left operand here, so the result has to be moved from the model's manager to the batch's. */
    private static NDArray lookup(ParameterStore store, Parameter weight, NDArray index, boolean training) {
        NDManager batch = index.getManager();
        Device device = index.getDevice();
        NDArray chosen = store.getValue(weight, device, training).gather(index, 0);
        chosen.attach(batch);
        return chosen;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return weights.length == 0 ? new Shape[0] : new Shape[] {inputShapes[0]};
    }
}
