package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * Adagrad with one accumulator per row (Gupta et al., "Training recommender systems at scale:
 * communication-efficient model and data parallelism", KDD 2021; the embedding optimizer of Mudigere et al.,
 * "Software-hardware co-design for fast and scalable training of deep learning recommendation models", ISCA 2022):
 * {@code a += mean(g^2)} over the row, {@code w -= lr * g / (sqrt(a) + eps)}. State: {@code a}, from the initial
 * accumulator.
 *
 * <p>Sparse: a row that is not pushed has gradient 0, which changes nothing, so this is the dense method exactly.
 */
final class RowWiseAdagrad implements Optimizer {

    private final float learningRate;
    private final float initialAccumulator;
    private final float epsilon;
    private final int dimension;

    RowWiseAdagrad(OptimizerSpec.RowWiseAdagrad spec, int dimension) {
        learningRate = (float) spec.learningRate();
        initialAccumulator = (float) spec.initialAccumulator();
        epsilon = Optimizers.epsilon(spec.epsilon());
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {1};
    }

    @Override
    public void initialState(float[] target, int offset) {
        target[offset] = initialAccumulator;
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        float[] accumulators = planes[1];
        for (int row = 0; row < rows; row++) {
            int offset = row * dimension;
            float accumulator = accumulators[row] + Optimizers.meanSquare(gradients, offset, dimension);
            accumulators[row] = accumulator;
            float rate = learningRate / ((float) Math.sqrt(accumulator) + epsilon);
            descend(offset, planes[0], gradients, rate);
        }
    }

    private void descend(int offset, float[] weights, float[] gradients, float rate) {
        for (int i = offset; i < offset + dimension; i++) {
            weights[i] -= rate * gradients[i];
        }
    }
}
