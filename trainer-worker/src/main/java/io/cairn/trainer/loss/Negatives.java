package io.cairn.trainer.loss;

import io.cairn.trainer.data.Catalogue;

/** Where the negatives of a training step come from. */
@FunctionalInterface
public interface Negatives {

    /**
     * Draws negatives, the same ones whenever it is asked for the same step.
     *
     * @param step    which step of the training, from 0.
     * @param indexes all of it is overwritten with indexes into the catalogue.
     */
    void draw(long step, int[] indexes);

    /**
     * Uniform with replacement over all items of a catalogue, each position for itself, as in the public research code.
     *
     * @param catalogue items to draw from.
     * @param seed      of the draws.
     * @return the sampler.
     */
    static Negatives uniform(Catalogue catalogue, long seed) {
        return new UniformNegatives(catalogue.size(), seed);
    }
}
