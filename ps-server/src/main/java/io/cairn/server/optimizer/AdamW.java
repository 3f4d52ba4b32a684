package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019,
 * algorithm 2, the decay scaled by the learning rate as PyTorch does); with decay 0 it is Adam (Kingma and Ba, "Adam: a
 * method for stochastic optimization", ICLR 2015, algorithm 1):
 * <pre>
 *   w -= lr * decay * w
 *   m  = b1 * m + (1 - b1) * g
 *   v  = b2 * v + (1 - b2) * g^2
 *   w -= lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 * State: {@code m}, then {@code v}, both from 0. The step {@code t} is the row's own push count.
 *
 * <p>Sparse: averages, step and decay of a row stand still while it is not pushed ("lazy Adam"), so a row is trained as
 * if its pushes were the only steps there are.
 */
final class AdamW implements Optimizer {

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final float epsilon;
    private final float keep;
    private final int dimension;

    AdamW(OptimizerSpec.AdamW spec, int dimension) {
        learningRate = spec.learningRate();
        beta1 = spec.beta1();
        beta2 = spec.beta2();
        epsilon = Optimizers.epsilon(spec.epsilon());
        keep = (float) (1 - spec.learningRate() * spec.weightDecay());
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {dimension, dimension};
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        average(rows * dimension, planes[1], planes[2], gradients);
        for (int row = 0; row < rows; row++) {
            float rate = (float) (learningRate / Optimizers.biasCorrection(beta1, steps[row]));
            float scale = (float) (1 / Math.sqrt(Optimizers.biasCorrection(beta2, steps[row])));
            descend(row * dimension, planes, rate, scale);
        }
    }

    private void average(int count, float[] means, float[] squares, float[] gradients) {
        float keepMean = (float) beta1;
        float addMean = (float) (1 - beta1);
        float keepSquare = (float) beta2;
        float addSquare = (float) (1 - beta2);
        for (int i = 0; i < count; i++) {
            float gradient = gradients[i];
            means[i] = keepMean * means[i] + addMean * gradient;
            squares[i] = keepSquare * squares[i] + addSquare * (gradient * gradient);
        }
    }

    private void descend(int offset, float[][] planes, float rate, float scale) {
        float[] weights = planes[0];
        float[] means = planes[1];
        float[] squares = planes[2];
        float eps = epsilon;
        float decay = keep;
        for (int i = offset; i < offset + dimension; i++) {
            float denominator = (float) Math.sqrt(squares[i]) * scale + eps;
            weights[i] = decay * weights[i] - rate * means[i] / denominator;
        }
    }
}
