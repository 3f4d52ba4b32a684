package io.cairn.server.shard;

import org.agrona.DirectBuffer;

/** Is shown rows before a push changes them. */
@FunctionalInterface
interface RowGuard {

    /** Wants to see nothing. */
    RowGuard NONE = (keys, keysOffset, keyCount, addresses) -> { };

    /**
     * Some rows are about to change.
     *
     * @param keys       buffer with their keys, all different.
     * @param keysOffset offset of the first.
     * @param keyCount   number of keys.
     * @param addresses  of the rows, one per key; a row that is just coming into being has position 0.
     */
    void beforeChange(DirectBuffer keys, int keysOffset, int keyCount, long[] addresses);
}
