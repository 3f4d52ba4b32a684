package io.cairn.trainer.model.transformer;

import io.cairn.trainer.model.EncoderSettings;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.LayerStack;
import java.util.Optional;

/**
 * Shape of a Transformer with rotary positions and a gated feed-forward part.
 *
 * @param width            d, width of item rows and of the output; each head has an even share of it.
 * @param layers           number of layers.
 * @param heads            attention heads; they share the width.
 * @param feedForwardWidth f, inner width of the feed-forward part. With 8d/3 a layer has 12d^2 weights, as many as with
 *                         a plain one of 4d.
 * @param slots            N, the longest sequence.
 * @param dropout          probability of dropping values of the input and of what a layer adds, in training, in [0, 1).
 */
public record TransformerSettings(int width, int layers, int heads, int feedForwardWidth, int slots, float dropout)
    implements EncoderSettings {

    /** Checks the ranges. */
    public TransformerSettings {
        EncoderSettings.requirePositive("width", width);
        EncoderSettings.requirePositive("layers", layers);
        EncoderSettings.requirePositive("heads", heads);
        EncoderSettings.requirePositive("feedForwardWidth", feedForwardWidth);
        EncoderSettings.requirePositive("slots", slots);
        EncoderSettings.requireProbability("dropout", dropout);
        if (width % (2 * heads) != 0) {
            throw new IllegalArgumentException("width must be a multiple of twice the heads, got " + width + " and "
                + heads);
        }
    }

    @Override
    public float inputDropout() {
        return dropout;
    }

    @Override
    public ItemEncoder newEncoder() {
        RotaryPositions positions = new RotaryPositions(slots, width / heads);
        return new ItemEncoder(this, Optional.empty(),
            new LayerStack(layers, () -> new TransformerLayer(this),
                (first, lengths, timestamps) -> positions.angles(timestamps.getManager(), first, lengths)));
    }
}
