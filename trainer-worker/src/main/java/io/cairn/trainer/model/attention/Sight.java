package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Which rows the rows of one pass see: the only thing in which training, going on and ranking differ for a layer. */
@FunctionalInterface
public interface Sight {

    /**
     * Pools the values that each row sees.
     *
     * @param attention         of the layer.
     * @param queriesKeysValues r x h*dqk, r x h*dqk, r x h*dv: the pass's rows, head after head within a row.
     * @param bias              of the pairs that the pass is about, or empty.
     * @param training          whether weights may be dropped.
     * @return r x h*dv, laid out as the values.
     */
    NDArray pool(CausalAttention attention, NDList queriesKeysValues, NDList bias, boolean training);

    /**
     * Whole sequences after each other: a row sees those of its sequence up to itself.
     *
     * @param lengths rows of each sequence.
     * @return the sight; its bias has all pairs of all sequences.
     */
    static Sight sequences(long[] lengths) {
        return (attention, rows, bias, training) -> attention.pool(rows, bias, lengths, training);
    }

    /**
     * Candidates: each sees a history and itself, and no other candidate.
     *
     * @param history what the layer keeps of n rows.
     * @return the sight; its bias has n + 1 pairs, which are the same for all candidates.
     */
    static Sight candidates(KeysValues history) {
        return (attention, rows, bias, training) -> attention.poolEach(rows, history, bias);
    }
}
