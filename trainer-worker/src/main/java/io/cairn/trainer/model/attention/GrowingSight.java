package io.cairn.trainer.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Optional;

/**
 * One sequence that goes on: r more rows see the n rows before them, and of each other those up to themselves. Their
 * bias has r x (n + r) pairs. Good for one pass of one layer.
 */
public final class GrowingSight implements Sight {

    private Optional<KeysValues> seen;

    /**
     * A sight before its pass.
     *
     * @param before what the layer keeps of the n rows; empty at a sequence's beginning.
     */
    public GrowingSight(Optional<KeysValues> before) {
        seen = before;
    }

    @Override
    public NDArray pool(CausalAttention attention, NDList queriesKeysValues, NDList bias, boolean training) {
        KeysValues own = attention.keysValues(queriesKeysValues);
        KeysValues all = seen.map(before -> before.with(own)).orElseGet(own::copied);
        seen = Optional.of(all);
        return attention.poolLast(queriesKeysValues.get(0), all, bias);
    }

    /**
     * What the layer keeps after the pass.
     *
     * @return keys and values of all n + r rows, owned by the pass's manager.
     */
    public KeysValues seen() {
        return seen.orElseThrow();
    }
}
