package io.cairn.trainer.model;

/** What a model is made from. Its text names kind and all values: two models are alike if their texts are. */
public interface EncoderSettings {

    /**
     * Width of item rows and of the output.
     *
     * @return d, at least 1.
     */
    int width();

    /**
     * Slots a sequence may have.
     *
     * @return N, at least the longest length.
     */
    int slots();

    /**
     * Probability of dropping an input value in training.
     *
     * @return in [0, 1).
     */
    float inputDropout();

    /**
     * Makes the model.
     *
     * @return an encoder without weights yet.
     */
    ItemEncoder newEncoder();

    /**
     * Requires a size to be one.
     *
     * @param name  of the value.
     * @param value at least 1.
     * @throws IllegalArgumentException if it is not.
     */
    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    /**
     * Requires a probability of dropping values to be one.
     *
     * @param name  of the value.
     * @param value in [0, 1).
     * @throws IllegalArgumentException if it is not.
     */
    static void requireProbability(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
        }
    }
}
