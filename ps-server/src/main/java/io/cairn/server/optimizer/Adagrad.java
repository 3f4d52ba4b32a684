package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;
import java.util.Arrays;

/**
 * Adagrad with a diagonal accumulator (Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and
 * stochastic optimization", JMLR 12, 2011): {@code a += g^2}, {@code w -= lr * g / (sqrt(a) + eps)}. State: {@code a},
 * from the initial accumulator.
 *
 * <p>Sparse: a row that is not pushed has gradient 0, which changes nothing, so this is the dense method exactly.
 */
final class Adagrad implements Optimizer {

    private final float learningRate;
    private final float initialAccumulator;
    private final float epsilon;
    private final int dimension;

    Adagrad(OptimizerSpec.Adagrad spec, int dimension) {
        learningRate = (float) spec.learningRate();
        initialAccumulator = (float) spec.initialAccumulator();
        epsilon = Optimizers.epsilon(spec.epsilon());
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {dimension};
    }

    @Override
    public void initialState(float[] target, int offset) {
        Arrays.fill(target, offset, offset + dimension, initialAccumulator);
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        descend(rows * dimension, planes[0], planes[1], gradients);
    }

    private void descend(int count, float[] weights, float[] accumulators, float[] gradients) {
        float rate = learningRate;
        float eps = epsilon;
        for (int i = 0; i < count; i++) {
            float gradient = gradients[i];
            float accumulator = accumulators[i] + gradient * gradient;
            accumulators[i] = accumulator;
            weights[i] -= rate * gradient / ((float) Math.sqrt(accumulator) + eps);
        }
    }
}
