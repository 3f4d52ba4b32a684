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
    private long aheadEnd;
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

    /**
     * Says that rows may have pushes of the log already that are still to come out of it, as after a restart from rows
     * that were copied while they changed. A row that has a push is left as it is.
     *
     * @param end position of the last push that a row may have.
     */
    void rowsMayBeAhead(long end) {
        aheadEnd = end;
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
            if (position > aheadEnd) {
                applyFound(0, count, rows, gradientsOffset + from * gradientBytes);
            } else {
                applyMissing(count, rows, gradientsOffset + from * gradientBytes);
            }
        }
    }

    /**
     * Puts stored rows in place, whatever is there, with the position of the log.
     *
     * @param keys       buffer with the keys, little-endian int64, all different.
     * @param keysOffset offset of the first.
     * @param rowCount   number of keys, 0 or more.
     * @param rows       buffer with one stored row per key: header, weights, optimizer state.
     * @param rowsOffset offset of the first.
     * @throws IndexOutOfBoundsException if keys or rows reach past the end of their buffer; no row has changed then.
     */
    public void restore(DirectBuffer keys, int keysOffset, int rowCount, DirectBuffer rows, int rowsOffset) {
        keys.boundsCheck(keysOffset, Math.multiplyExact(rowCount, Long.BYTES));
        rows.boundsCheck(rowsOffset, Math.multiplyExact(rowCount, store.rowBytes()));
        for (int from = 0; from < rowCount; from += ADDRESSES) {
            int count = Math.min(ADDRESSES, rowCount - from);
            store.acquire(keys, keysOffset + from * Long.BYTES, count, addresses);
            guard.beforeChange(keys, keysOffset + from * Long.BYTES, count, addresses);
            if (position > aheadEnd) {
                store.overwrite(addresses, 0, count, rows, rowsOffset + from * store.rowBytes(), position);
            } else {
                overwriteMissing(count, rows, rowsOffset + from * store.rowBytes());
            }
        }
    }

    /** Applies a push to the rows that do not have it, one run of them after the other. */
    private void applyMissing(int rowCount, DirectBuffer rows, int gradientsOffset) {
        store.loadRows(addresses, 0, rowCount);
        int to;
        for (int from = 0; from < rowCount; from = to + 1) {
            to = endOfMissing(from, rowCount);
            applyFound(from, to, rows, gradientsOffset);
        }
    }

    private void overwriteMissing(int rowCount, DirectBuffer rows, int rowsOffset) {
        int to;
        for (int from = 0; from < rowCount; from = to + 1) {
            to = endOfMissing(from, rowCount);
            store.overwrite(addresses, from, to - from, rows, rowsOffset, position);
        }
    }

    /** Index of the first row from one on that has what stands at this position of the log. */
    private int endOfMissing(int from, int rowCount) {
        int to = from;
        while (to < rowCount && store.position(addresses[to]) < position) {
            to++;
        }
        return to;
    }

    private void applyFound(int first, int end, DirectBuffer rows, int gradientsOffset) {
        for (int from = first; from < end; from += block.capacity()) {
            block.load(addresses, from, Math.min(block.capacity(), end - from));
            block.loadGradients(rows, gradientsOffset + from * gradientBytes);
            optimizer.apply(block.rows(), block.planes(), block.gradients(), block.pushCounts());
            block.store(position, clusterSeconds);
        }
    }
}
