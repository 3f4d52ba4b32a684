package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * FTRL-Proximal with per-coordinate learning rates (McMahan et al., "Ad click prediction: a view from the trenches",
 * KDD 2013, algorithm 1):
 * <pre>
 *   s  = (sqrt(n + g^2) - sqrt(n)) / alpha
 *   z += g - s * w
 *   n += g^2
 *   w  = 0                                                      if |z| &lt;= lambda1
 *   w  = -(z - sign(z) * lambda1) / ((beta + sqrt(n)) / alpha + lambda2)   otherwise
 * </pre>
 * State: {@code z}, then {@code n}, both from 0.
 *
 * <p>Sparse: a row that is not pushed keeps its weights. Weights are a function of {@code z} and {@code n} from the
 * first push on, so the initial weights act through {@code s * w} of that push only; zeros are the usual start.
 */
final class Ftrl implements Optimizer {

    private final OptimizerSpec.Ftrl spec;
    private final int dimension;

    Ftrl(OptimizerSpec.Ftrl spec, int dimension) {
        this.spec = spec;
        this.dimension = dimension;
    }

    @Override
    public int[] stateWidths() {
        return new int[] {dimension, dimension};
    }

    @Override
    public void apply(int rows, float[][] planes, float[] gradients, int[] steps) {
        follow(rows * dimension, planes, gradients);
    }

    private void follow(int count, float[][] planes, float[] gradients) {
        float[] weights = planes[0];
        float[] zs = planes[1];
        float[] ns = planes[2];
        float inverseAlpha = (float) (1 / spec.alpha());
        float beta = Optimizers.epsilon(spec.beta());
        float lambda1 = (float) spec.lambda1();
        float lambda2 = (float) spec.lambda2();
        for (int i = 0; i < count; i++) {
            float gradient = gradients[i];
            float n = ns[i] + gradient * gradient;
            float root = (float) Math.sqrt(n);
            float z = zs[i] + gradient - (root - (float) Math.sqrt(ns[i])) * inverseAlpha * weights[i];
            ns[i] = n;
            zs[i] = z;
            weights[i] = Math.abs(z) <= lambda1
                ? 0f : (Math.copySign(lambda1, z) - z) / ((beta + root) * inverseAlpha + lambda2);
        }
    }
}
