package io.cairn.trainer.model.hstu;

/**
 * Shape of an HSTU encoder.
 *
 * @param width         d, width of item rows and of the output.
 * @param layers        number of layers.
 * @param heads         h, attention heads per layer.
 * @param queryWidth    width of queries and keys per head.
 * @param valueWidth    width of values per head.
 * @param slots         N: rows of the position table, and the constant that divides attention whatever the lengths are.
 * @param bias          terms of the relative attention bias.
 * @param inputDropout  probability of dropping an input value in training, in [0, 1).
 * @param linearDropout probability of dropping a value before a layer's output product in training, in [0, 1).
 */
public record HstuSettings(int width, int layers, int heads, int queryWidth, int valueWidth, int slots, BiasTerms bias,
                           float inputDropout, float linearDropout) {

    /** Checks the ranges. */
    public HstuSettings {
        requirePositive("width", width);
        requirePositive("layers", layers);
        requirePositive("heads", heads);
        requirePositive("queryWidth", queryWidth);
        requirePositive("valueWidth", valueWidth);
        requirePositive("slots", slots);
        requireProbability("inputDropout", inputDropout);
        requireProbability("linearDropout", linearDropout);
    }

    /**
     * The public MovieLens-1M model: width 50, 2 layers, 1 head of width 50, dropout 0.2, position and time bias.
     *
     * @param slots N, see above.
     * @return its settings.
     */
    public static HstuSettings movieLens(int slots) {
        return new HstuSettings(50, 2, 1, 50, 50, slots, BiasTerms.POSITION_AND_TIME, 0.2f, 0.2f);
    }

    /**
     * These settings with another bias.
     *
     * @param terms what the bias is made of.
     * @return a copy.
     */
    public HstuSettings withBias(BiasTerms terms) {
        return new HstuSettings(width, layers, heads, queryWidth, valueWidth, slots, terms, inputDropout,
            linearDropout);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    private static void requireProbability(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
        }
    }
}
