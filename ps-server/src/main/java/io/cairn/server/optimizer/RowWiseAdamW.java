package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * AdamW whose second moment is one number per row, the average of the row's mean squared gradient. It is the
 * row-wise reduction of {@link RowWiseAdagrad} applied to {@link AdamW}, known from FBGEMM as partial row-wise Adam:
 * <pre>
 *   w -= lr * decay * w
 *   m  = b1 * m + (1 - b1) * g
 *   v  = b2 * v + (1 - b2) * mean(g^2)          over the row
 *   w -= lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 * State: {@code m}, one value per weight, then {@code v}, one value; both from 0. The step {@code t} is the row's own
 * push count.
 *
 * <p>Sparse: as for {@link AdamW}, all of a row stands still while it is not pushed.
 */
final class RowWiseAdamW implements Optimizer {

    private final OptimizerSpec.RowWiseAdamW spec;
    private final float epsilon;
    private final float keep;
    private final int dimension;

    RowWiseAdamW(OptimizerSpec.RowWiseAdamW spec, int dimension) {
        this.spec = spec;
        epsilon = Optimizers.epsilon(spec.epsilon());
        keep = (float) (1 - spec.learningRate() * spec.weightDecay());
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {dimension, 1};
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        average(rows * dimension, planes[1], gradients);
        for (int row = 0; row < rows; row++) {
            int offset = row * dimension;
            float mean = Optimizers.meanSquare(gradients, offset, dimension);
            float square = (float) spec.beta2() * planes[2][row] + (float) (1 - spec.beta2()) * mean;
            planes[2][row] = square;
            double corrected = square / Optimizers.biasCorrection(spec.beta2(), steps[row]);
            double rate = spec.learningRate() / Optimizers.biasCorrection(spec.beta1(), steps[row]);
            descend(offset, planes[0], planes[1], (float) (rate / (Math.sqrt(corrected) + epsilon)));
        }
    }

    private void average(int count, float[] means, float[] gradients) {
        float keepMean = (float) spec.beta1();
        float addMean = (float) (1 - spec.beta1());
        for (int i = 0; i < count; i++) {
            means[i] = keepMean * means[i] + addMean * gradients[i];
        }
    }

    private void descend(int offset, float[] weights, float[] means, float rate) {
        float decay = keep;
        for (int i = offset; i < offset + dimension; i++) {
            weights[i] = decay * weights[i] - rate * means[i];
        }
    }
}
