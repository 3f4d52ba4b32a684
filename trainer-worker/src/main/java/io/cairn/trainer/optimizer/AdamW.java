package io.cairn.trainer.optimizer;

import io.cairn.table.OptimizerSpec;

/**
 * Adam with decoupled weight decay: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019,
 * algorithm 2, the decay scaled by the learning rate as PyTorch does.
 *
 * <pre>
 *   w -= lr * decay * w
 *   m  = b1 * m + (1 - b1) * g
 *   v  = b2 * v + (1 - b2) * g^2
 *   w -= lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
 * </pre>
 *
 * In single precision, in the order of operations that shards use for their rows, so that a table in this process and
 * one in a cluster go through the same bits. Immutable.
 */
public final class AdamW {

    /** An epsilon of 0 acts as this, so that a zero gradient on zero moments gives 0 and not 0 / 0. */
    private static final float EPSILON_MIN = 0x1.0p-63f;

    private final OptimizerSpec.AdamW spec;

    /**
     * The rule with its hyper-parameters.
     *
     * @param spec learning rate, decays of the moments, epsilon, weight decay.
     */
    public AdamW(OptimizerSpec.AdamW spec) {
        this.spec = spec;
    }

    /**
     * One step of some weights.
     *
     * @param tensor    holds the weights and their moments.
     * @param offset    first weight.
     * @param gradients gradient of weight {@code offset + i} at index {@code from + i}.
     * @param from      first gradient.
     * @param count     number of weights.
     * @param step      t, from 1: which step of these weights this is.
     */
    public void apply(AdamWTensor tensor, int offset, float[] gradients, int from, int count, int step) {
        average(tensor, offset, gradients, from, count);
        float rate = (float) (spec.learningRate() / correction(spec.beta1(), step));
        float scale = (float) (1 / Math.sqrt(correction(spec.beta2(), step)));
        descend(tensor, offset, count, rate, scale);
    }

    private void average(AdamWTensor tensor, int offset, float[] gradients, int from, int count) {
        float[] first = tensor.first();
        float[] second = tensor.second();
        float keepFirst = (float) spec.beta1();
        float addFirst = (float) (1 - spec.beta1());
        float keepSecond = (float) spec.beta2();
        float addSecond = (float) (1 - spec.beta2());
        for (int i = 0; i < count; i++) {
            float gradient = gradients[from + i];
            first[offset + i] = keepFirst * first[offset + i] + addFirst * gradient;
            second[offset + i] = keepSecond * second[offset + i] + addSecond * (gradient * gradient);
        }
    }

    private void descend(AdamWTensor tensor, int offset, int count, float rate, float scale) {
        float[] weights = tensor.weights();
        float[] first = tensor.first();
        float[] second = tensor.second();
        float epsilon = Math.max((float) spec.epsilon(), EPSILON_MIN);
        float keep = (float) (1 - spec.learningRate() * spec.weightDecay());
        for (int i = offset; i < offset + count; i++) {
            float denominator = (float) Math.sqrt(second[i]) * scale + epsilon;
            weights[i] = keep * weights[i] - rate * first[i] / denominator;
        }
    }

    /** 1 - beta^step by repeated squaring: the same bits on every machine, which {@link Math#pow} does not promise. */
    private static double correction(double beta, int step) {
        double power = 1;
        double square = beta;
        for (int bits = step; bits != 0; bits >>>= 1) {
            if ((bits & 1) != 0) {
                power *= square;
            }
            square *= square;
        }
        return 1 - power;
    }
}
