package io.cairn.trainer.data;

import java.util.Iterator;

/**
 * Where a training loop gets its batches from: a data set in memory, or a stream made while it is read. Every call with
 * the same arguments yields the same batches, so a loop can stop after any batch and find its place again. Immutable,
 * and safe for use by several threads; each iterator belongs to one.
 */
public interface BatchSource {

    /**
     * What can be recommended.
     *
     * @return all items, also those that no sequence has.
     */
    Catalogue catalogue();

    /**
     * Most inputs in a sequence.
     *
     * @return at least 1; batches have {@code SequenceBatch.width(maxLength())} slots.
     */
    int maxLength();

    /**
     * Whether the timestamps of batches mean anything; without them a model's time bias has to be off.
     *
     * @return false if there are no times or only an order.
     */
    boolean timed();

    /**
     * Sequences in one epoch of training.
     *
     * @return at least 1.
     */
    int trainingSequences();

    /**
     * Sequences to evaluate.
     *
     * @return 0 if nothing is held out.
     */
    int evaluationSequences();

    /**
     * One epoch: each training sequence once.
     *
     * @param epoch     0 and up; the order of a shuffled source depends on it.
     * @param batchSize most sequences in a batch, at least 1; the last batch has the remainder.
     * @return the batches.
     */
    Iterator<SequenceBatch> training(int epoch, int batchSize);

    /**
     * The held-out sequences: slot L of each has the id to find, which training has not seen there.
     *
     * @param batchSize most sequences in a batch, at least 1.
     * @return the batches, always in the same order.
     */
    Iterator<SequenceBatch> evaluation(int batchSize);

    /**
     * How often training sees each item; whole sequences count, also what is beyond {@link #maxLength()}.
     *
     * @return a new array of counts by catalogue index.
     */
    int[] trainingCounts();
}
