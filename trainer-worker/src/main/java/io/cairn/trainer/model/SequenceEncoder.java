package io.cairn.trainer.model;

import ai.djl.nn.Block;

/**
 * A model that turns each prefix of a sequence of items into a unit vector: the closer an item's normalised embedding,
 * the more likely that item comes next.
 *
 * <p>Inputs of {@code forward}, in this order, with B sequences and T rows in all:
 * <ol>
 * <li>item rows, U x d float32: one row per distinct item;</li>
 * <li>row index, T int64: which item row stands at each position, sequence after sequence, oldest first;</li>
 * <li>lengths, B int64: their sum is T, each is at most {@link #slots()};</li>
 * <li>timestamps, B x W int64: slot {@code i} holds the time of input {@code i}, slot {@code lengths[b]} the time of
 * the event to predict; W is at least the longest length, and a sequence without room for that slot repeats its last
 * time.</li>
 * </ol>
 * Output: one array, T x d float32, rows of unit length in the order of the row index.
 */
public interface SequenceEncoder extends Block {

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
}
