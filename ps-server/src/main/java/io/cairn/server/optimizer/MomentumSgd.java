package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * Gradient descent with momentum (Polyak, "Some methods of speeding up the convergence of iteration methods", 1964),
 * in the form of Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, with the
 * learning rate outside the velocity: {@code v = mu * v + g}, {@code w -= lr * v}. State: {@code v}, from 0.
 *
 * <p>Sparse: the velocity of a row that is not pushed neither decays nor moves the row.
 */
final class MomentumSgd implements Optimizer {

    private final float learningRate;
    private final float momentum;
    private final int dimension;

    MomentumSgd(OptimizerSpec.Sgd spec, int dimension) {
        learningRate = (float) spec.learningRate();
        momentum = (float) spec.momentum();
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {dimension};
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        descend(rows * dimension, planes[0], planes[1], gradients);
    }

    private void descend(int count, float[] weights, float[] velocities, float[] gradients) {
        float rate = learningRate;
        float decay = momentum;
        for (int i = 0; i < count; i++) {
            float velocity = decay * velocities[i] + gradients[i];
            velocities[i] = velocity;
            weights[i] -= rate * velocity;
        }
    }
}
