package io.cairn.trainer.optimizer;

import java.util.Arrays;

/**
 * Weights with the two moments that {@link AdamW} keeps for each. The arrays are the tensor's own: whoever trains it
 * writes into them. Belongs to one thread.
 */
public final class AdamWTensor {

    private final float[] weights;
    private final float[] first;
    private final float[] second;

    /**
     * A tensor that goes on where another stopped.
     *
     * @param weights weights; this and the following are kept, not copied.
     * @param first   averages of gradients, as many.
     * @param second  averages of squared gradients, as many.
     */
    public AdamWTensor(float[] weights, float[] first, float[] second) {
        if (first.length != weights.length || second.length != weights.length) {
            throw new IllegalArgumentException(weights.length + " weights do not go with " + first.length + " and "
                + second.length + " moments");
        }
        this.weights = weights;
        this.first = first;
        this.second = second;
    }

    /**
     * A tensor before its first step.
     *
     * @param weights first weights; kept, not copied.
     * @return the tensor, moments 0.
     */
    public static AdamWTensor of(float[] weights) {
        return new AdamWTensor(weights, new float[weights.length], new float[weights.length]);
    }

    /**
     * A larger tensor that begins with this one; the rest is 0.
     *
     * @param size number of weights, at least as many as here.
     * @return the larger tensor; this one must not be used any more.
     */
    public AdamWTensor grownTo(int size) {
        return new AdamWTensor(Arrays.copyOf(weights, size), Arrays.copyOf(first, size), Arrays.copyOf(second, size));
    }

    /**
     * Number of weights.
     *
     * @return at least 0.
     */
    public int size() {
        return weights.length;
    }

    /**
     * The weights.
     *
     * @return one value each.
     */
    public float[] weights() {
        return weights;
    }

    /**
     * Exponential averages of gradients.
     *
     * @return one per weight, not corrected for their start at 0.
     */
    public float[] first() {
        return first;
    }

    /**
     * Exponential averages of squared gradients.
     *
     * @return one per weight, not corrected for their start at 0.
     */
    public float[] second() {
        return second;
    }
}
