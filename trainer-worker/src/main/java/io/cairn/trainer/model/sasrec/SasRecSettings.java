package io.cairn.trainer.model.sasrec;

import ai.djl.training.initializer.TruncatedNormalInitializer;
import io.cairn.trainer.model.EncoderSettings;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.LayerStack;
import java.util.Optional;

/**
 * Shape of a SASRec.
 *
 * @param width            d, width of item rows and of the output, a multiple of the heads.
 * @param layers           number of blocks.
 * @param heads            attention heads; they share the width.
 * @param feedForwardWidth f, inner width of the feed-forward part.
 * @param slots            N, rows of the position table.
 * @param dropout          probability of dropping input values, attention weights and values of the feed-forward part
 *                         in training, in [0, 1).
 */
public record SasRecSettings(int width, int layers, int heads, int feedForwardWidth, int slots, float dropout)
    implements EncoderSettings {

    /** Checks the ranges. */
    public SasRecSettings {
        EncoderSettings.requirePositive("width", width);
        EncoderSettings.requirePositive("layers", layers);
        EncoderSettings.requirePositive("heads", heads);
        EncoderSettings.requirePositive("feedForwardWidth", feedForwardWidth);
        EncoderSettings.requirePositive("slots", slots);
        EncoderSettings.requireProbability("dropout", dropout);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width must be a multiple of the heads, got " + width + " and " + heads);
        }
    }

    @Override
    public float inputDropout() {
        return dropout;
    }

    /** Vectors per position begin truncated normal with deviation 1 / sqrt(d), as in the public code. */
    @Override
    public ItemEncoder newEncoder() {
        float deviation = (float) Math.sqrt(1.0 / width);
        return new ItemEncoder(this, Optional.of(new TruncatedNormalInitializer(deviation)),
            new LayerStack(layers, () -> new SasRecBlock(this), LayerStack.Shared.NONE));
    }
}
