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
     * @return copies of all, owned by the manager of the later ones.
     */
    KeysValues with(KeysValues later) {
        KeysValues all = new KeysValues(keys.concat(later.keys, 1), values.concat(later.values, 1));
        // a result belongs to the manager of its first operand, here to a history that outlives the pass
        all.attach(later.keys.getManager());
        return all;
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

    /** Keys with their rows as columns, h x dqk x n, a view that another manager owns. */
    NDArray turnedKeys(NDManager owner) {
        NDArray turned = keys.transpose(0, 2, 1);
        turned.attach(owner);
        return turned;
    }

    /** Rows. */
    long size() {
        return keys.getShape().get(1);
    }
}
