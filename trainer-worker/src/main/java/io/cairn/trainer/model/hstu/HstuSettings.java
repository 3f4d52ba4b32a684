package io.cairn.trainer.model.hstu;

import io.cairn.trainer.model.EncoderSettings;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.LayerStack;
import io.cairn.trainer.model.attention.CausalAttention;
import io.cairn.trainer.model.attention.PointwiseAttention;
import io.cairn.trainer.model.attention.SoftmaxAttention;
import io.cairn.trainer.model.tensor.Xavier;
import java.util.Optional;

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
 * @param weighting     how attention weights follow from scores.
 * @param inputDropout  probability of dropping an input value in training, in [0, 1).
 * @param linearDropout probability of dropping a value before a layer's output product in training, in [0, 1).
 */
public record HstuSettings(int width, int layers, int heads, int queryWidth, int valueWidth, int slots, BiasTerms bias,
                           Weighting weighting, float inputDropout, float linearDropout) implements EncoderSettings {

    /** How attention weights follow from scores. */
    public enum Weighting {
        /** SiLU over a constant: the model of the paper. */
        SILU,
        /** Softmax over the square root of the width, as Transformers do: an ablation of the paper. */
        SOFTMAX
    }

    /** Checks the ranges. */
    public HstuSettings {
        EncoderSettings.requirePositive("width", width);
        EncoderSettings.requirePositive("layers", layers);
        EncoderSettings.requirePositive("heads", heads);
        EncoderSettings.requirePositive("queryWidth", queryWidth);
        EncoderSettings.requirePositive("valueWidth", valueWidth);
        EncoderSettings.requirePositive("slots", slots);
        EncoderSettings.requireProbability("inputDropout", inputDropout);
        EncoderSettings.requireProbability("linearDropout", linearDropout);
    }

    /**
     * The public MovieLens-1M model: width 50, 2 layers, 1 head of width 50, dropout 0.2, position and time bias.
     *
     * @param slots N, see above.
     * @return its settings.
     */
    public static HstuSettings movieLens(int slots) {
        return new HstuSettings(50, 2, 1, 50, 50, slots, BiasTerms.POSITION_AND_TIME,
            Weighting.SILU, 0.2f, 0.2f);
    }

    /** Vectors per position begin Xavier normal, as in the public code. */
    @Override
    public ItemEncoder newEncoder() {
        return new ItemEncoder(this, Optional.of(Xavier.NORMAL), newStack());
    }

    /**
     * The layers alone.
     *
     * @return a block without weights yet.
     */
    public LayerStack newStack() {
        return new LayerStack(layers, () -> new HstuLayer(this),
            (first, lengths, timestamps) -> new EventPairs(first, lengths).index(bias, slots, timestamps));
    }

    CausalAttention newAttention() {
        return switch (weighting) {
            case SILU -> new PointwiseAttention(heads, slots);
            case SOFTMAX -> new SoftmaxAttention(heads, queryWidth, 0);
        };
    }
}
