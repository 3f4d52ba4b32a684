package io.cairn.ops.training;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;

/**
 * Size of an HSTU.
 *
 * @param width   of item rows and of the output.
 * @param layers  number of layers.
 * @param heads   attention heads; the width is split among them.
 * @param dropout of inputs and of each layer's output, in [0, 1).
 */
public record ModelShape(int width, int layers, int heads, float dropout) {

    /** Checks that heads share the width. */
    public ModelShape {
        if (heads < 1 || width < 1 || width % heads != 0) {
            throw new IllegalArgumentException("the width must be a multiple of the heads, got " + width + " and "
                + heads);
        }
    }

    /**
     * The encoder's settings for some data; the time bias is on if the data has times.
     *
     * @param source what the model is for.
     * @return the settings.
     */
    public HstuSettings settings(BatchSource source) {
        BiasTerms bias = source.timed() ? BiasTerms.POSITION_AND_TIME : BiasTerms.POSITION;
        int headWidth = width / heads;
        return new HstuSettings(width, layers, heads, headWidth, headWidth, SequenceBatch.width(source.maxLength()),
            bias, dropout, dropout);
    }
}
