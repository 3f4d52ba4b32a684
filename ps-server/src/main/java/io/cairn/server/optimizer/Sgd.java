package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * Stochastic gradient descent (Robbins and Monro, "A stochastic approximation method", 1951): {@code w -= lr * g}.
 */
final class Sgd implements Optimizer {

    private final float learningRate;
    private final int dimension;

    Sgd(OptimizerSpec.Sgd spec, int dimension) {
        learningRate = (float) spec.learningRate();
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[0];
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        descend(rows * dimension, planes[0], gradients, learningRate);
    }

    private static void descend(int count, float[] weights, float[] gradients, float rate) {
        for (int i = 0; i < count; i++) {
            weights[i] -= rate * gradients[i];
        }
    }
}
