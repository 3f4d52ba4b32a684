package io.cairn.server.store;

import io.cairn.slot.SlotHash;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Shows the rows of a store once each, while the store goes on changing. Turns go slot by slot, and within a slot by
 * the line of the index at which the search for the key begins. Which line that is follows from the key and from the
 * size of the index when the slot's turn began, so an index that grows meanwhile changes no turn: with twice the lines,
 * the rows of one line are in two.
 *
 * <p>Rows come as they are when their turn comes, {@link RowStore#cursor}, or as they were at one position of the log,
 * {@link RowStore#freeze}: copy on write. In that case each row that existed then is shown either by {@link #show} when
 * its turn comes, or by {@link #beforeChange} just before a later push changes it for the first time. Two things tell
 * whether a row was shown. One that a later push has changed carries a position above the frozen one and was shown
 * before that push. One that is unchanged was shown if its turn is over.
 *
 * <p>Used by the store's owner thread. Rows must come from pushes, none of which has position 0.
 */
public final class RowCursor {

    private static final int ROWS_PER_CALL = 64;
    private static final int LINES_PER_CALL = 256;

    private final RowStore store;
    private final long position;
    private final long rows;
    private final RowFlyweight row;
    private final RowList batch = new RowList();
    private int slot;
    private long line;
    private long frozenMask;

    RowCursor(RowStore store, long position) {
        this.store = store;
        this.position = position;
        rows = store.rows();
        row = new RowFlyweight(store.rowBytes());
    }

    /**
     * Number of rows when the first turn began.
     *
     * @return 0 or more.
     */
    public long rows() {
        return rows;
    }

    /**
     * Shows the rows of the next lines, fewer than a hundred in all but odd cases.
     *
     * @param visitor sees rows.
     * @return false if all turns are over.
     */
    public boolean show(RowVisitor visitor) {
        batch.clear();
        for (int i = 0; i < LINES_PER_CALL && batch.size() < ROWS_PER_CALL && slot < store.slotCount(); i++) {
            collectLine();
        }
        store.loadRows(batch.addresses(), 0, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (unchanged(batch.address(i))) {
                visitor.onRow(batch.key(i), row.wrap(batch.address(i)));
            }
        }
        return slot < store.slotCount();
    }

    /**
     * Shows those of some rows whose turn is still to come; to be called before they change.
     *
     * @param keys       buffer with the keys, all different.
     * @param keysOffset offset of the first.
     * @param keyCount   number of keys.
     * @param addresses  from {@link RowStore#acquire}, one per key.
     * @param visitor    sees rows as they were at the frozen position.
     */
    public void beforeChange(
        DirectBuffer keys, int keysOffset, int keyCount, long[] addresses, RowVisitor visitor) {
        store.loadRows(addresses, 0, keyCount);
        for (int i = 0; i < keyCount; i++) {
            if (unchanged(addresses[i])) {
                long key = keys.getLong(keysOffset + i * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
                if (!turnIsOver(key)) {
                    visitor.onRow(key, row.wrap(addresses[i]));
                }
            }
        }
    }

    private void collectLine() {
        if (line == 0) {
            frozenMask = store.offsetMask(slot);
        }
        store.collect(slot, line, frozenMask, batch);
        line += RowIndex.LINE_BYTES;
        if (line > frozenMask) {
            line = 0;
            slot++;
        }
    }

    /** A row that is just coming into being has position 0. */
    private boolean unchanged(long address) {
        long changed = UnsafeApi.getLong(address + RowDescriptor.POSITION_OFFSET);
        return changed != 0 && changed <= position;
    }

    private boolean turnIsOver(long key) {
        long hash = SlotHash.mix(key);
        int keySlot = (int) hash & (store.slotCount() - 1);
        return keySlot < slot || (keySlot == slot && RowIndex.lineOffset(hash, frozenMask) < line);
    }
}
