package io.cairn.ops.training;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.model.EncoderSettings;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;
import io.cairn.trainer.model.sasrec.SasRecSettings;
import io.cairn.trainer.model.transformer.TransformerSettings;
import java.util.Optional;

/**
 * Kind and size of a model.
 *
 * @param kind    which model.
 * @param width   of item rows and of the output.
 * @param layers  number of layers.
 * @param heads   attention heads; the width is split among them.
 * @param dropout of inputs and of each layer's output, in [0, 1).
 * @param bias    terms of HSTU's attention bias; empty: positions, and times if the data has them.
 */
public record ModelShape(
    ModelKind kind, int width, int layers, int heads, float dropout, Optional<BiasTerms> bias) {

    /** A gated feed-forward part of so many thirds of the width has as many weights as a plain one of four widths. */
    private static final int GATED_THIRDS = 8;

    /** Checks that heads share the width, and that only HSTU has a bias. */
    public ModelShape {
        if (heads < 1 || width < 1 || width % heads != 0) {
            throw new IllegalArgumentException("the width must be a multiple of the heads, got " + width + " and "
                + heads);
        }
        if (bias.isPresent() && !kind.biased()) {
            throw new IllegalArgumentException("only HSTU has an attention bias, the model is " + kind);
        }
    }

    /**
     * The encoder's settings for some data.
     *
     * @param source what the model is for.
     * @return the settings.
     * @throws IllegalArgumentException if the bias has times and the data does not.
     */
    public EncoderSettings settings(BatchSource source) {
        int slots = SequenceBatch.width(source.maxLength());
        return switch (kind) {
            case HSTU -> hstu(source, slots, HstuSettings.Weighting.SILU);
            case HSTU_SOFTMAX -> hstu(source, slots, HstuSettings.Weighting.SOFTMAX);
            case SASREC -> new SasRecSettings(width, layers, heads, width, slots, dropout);
            case TRANSFORMER -> new TransformerSettings(width, layers, heads, GATED_THIRDS * width / 3, slots, dropout);
        };
    }

    private HstuSettings hstu(BatchSource source, int slots, HstuSettings.Weighting weighting) {
        BiasTerms terms = bias.orElse(source.timed() ? BiasTerms.POSITION_AND_TIME : BiasTerms.POSITION);
        if (terms.time() && !source.timed()) {
            throw new IllegalArgumentException("the data has no times, so the bias can be none or position");
        }
        int headWidth = width / heads;
        return new HstuSettings(
            width, layers, heads, headWidth, headWidth, slots, terms, weighting, dropout, dropout);
    }
}
