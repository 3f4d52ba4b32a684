package io.cairn.server.shard;

import io.cairn.server.optimizer.Optimizer;
import io.cairn.server.store.RowBlock;
import io.cairn.server.store.RowStore;
import org.agrona.DirectBuffer;

/**
 * Applies pushes to the rows of one table: finds or makes the rows, lets the optimizer change them a block at a time,
 * and stamps each with the push. Used by the store's owner thread; does not allocate unless rows come into being.
 *
 * <p>What is given here has passed the door: keys of one push are unique, gradients finite, lengths right.
 */
public final class PushApplier {

    /** Keys looked up at a time; their rows are then taken by blocks. */
    private static final int ADDRESSES = 512;

    private final RowStore store;
    private final Optimizer optimizer;
    private final RowBlock block;
    private final int gradientBytes;
    private final long[] addresses = new long[ADDRESSES];
    private RowGuard guard = RowGuard.NONE;
    private long position;
    private int clusterSeconds;

    /**
     * Joins a store and an optimizer.
     *
     * @param store     made with the {@link Optimizer#initialState() initial state} of this optimizer.
     * @param optimizer made for the dimension of the store's table.
     */
    public PushApplier(RowStore store, Optimizer optimizer) {
        this.store = store;
        this.optimizer = optimizer;
        block = new RowBlock(store, optimizer.stateWidths());
        gradientBytes = store.spec().dimension() * Float.BYTES;
    }

    /**
     * Says where the log stands and what time it is there, for the pushes that follow.
     *
     * @param logPosition   position of the push.
     * @param secondsOfPush cluster time in seconds since 1970, as uint32.
     * @return this.
     */
    public PushApplier at(long logPosition, int secondsOfPush) {
        position = logPosition;
        clusterSeconds = secondsOfPush;
        return this;
    }

    /** Has someone shown all rows before they change, {@link RowGuard#NONE} for nobody. */
    void guard(RowGuard watching) {
        guard = watching;
    }

    /**
     * Applies one push.
     *
     * @param keys            buffer with the keys, little-endian int64, all different.
     * @param keysOffset      offset of the first.
     * @param rowCount        number of keys, 0 or more.
     * @param rows            buffer with the gradients: per key as many little-endian float32 as the table's dimension.
     * @param gradientsOffset offset of the first.
     * @throws IndexOutOfBoundsException if keys or gradients reach past the end of their buffer; no row has changed
     *                                   then.
     */
    public void apply(DirectBuffer keys, int keysOffset, int rowCount, DirectBuffer rows, int gradientsOffset) {
        keys.boundsCheck(keysOffset, Math.multiplyExact(rowCount, Long.BYTES));
        rows.boundsCheck(gradientsOffset, Math.multiplyExact(rowCount, gradientBytes));
        for (int from = 0; from < rowCount; from += ADDRESSES) {
            int count = Math.min(ADDRESSES, rowCount - from);
            store.acquire(keys, keysOffset + from * Long.BYTES, count, addresses);
            guard.beforeChange(keys, keysOffset + from * Long.BYTES, count, addresses);
            applyFound(count, rows, gradientsOffset + from * gradientBytes);
        }
    }

    private void applyFound(int rowCount, DirectBuffer rows, int gradientsOffset) {
        for (int from = 0; from < rowCount; from += block.capacity()) {
            block.load(addresses, from, Math.min(block.capacity(), rowCount - from));
            block.loadGradients(rows, gradientsOffset + from * gradientBytes);
            optimizer.apply(block.rows(), block.planes(), block.gradients(), block.pushCounts());
            block.store(position, clusterSeconds);
        }
    }
}
