package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What one layer keeps of the rows of a sequence, so that later rows can look at them: n keys and values of each head.
 *
 * @param keys   h x n x dqk.
 * @param values h x n x dv.
 */
public record KeysValues(NDArray keys, NDArray values) {

    /**
     * Both with those of later rows behind them.
     *
     * @param later of the same layer.
     * @return copies of all.
     */
    KeysValues with(KeysValues later) {
        return new KeysValues(keys.concat(later.keys, 1), values.concat(later.values, 1));
    }

    /**
     * The same in memory of their own, for keys and values that are views of a larger array.
     *
     * @return contiguous copies.
     */
    KeysValues copied() {
        return new KeysValues(keys.duplicate(), values.duplicate());
    }

    /**
     * Hands them to another owner.
     *
     * @param manager they live as long as it does.
     */
    public void attach(NDManager manager) {
        keys.attach(manager);
        values.attach(manager);
    }

    /** Rows. */
    long size() {
        return keys.getShape().get(1);
    }
}
