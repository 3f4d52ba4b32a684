package io.cairn.server.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one slot: an index and a list of extents. When all extents are full the next one is opened with as many
 * places as all before it together, up to a largest one, so a slot grows without copying a row and never stops longer
 * than it takes to open one map. Removal frees a place that a later row takes.
 */
final class SlotRows implements AutoCloseable {

    private static final int EXTENT_BYTES_MAX = 64 << 20;
    private static final int EXTENT_ROWS_MAX = 1 << 16;
    private static final int EXTENT_ROWS_MIN = 64;

    private final String name;
    private final int rowBytes;
    private final NativeMemory memory;
    private final RowIndex index;
    private final List<RowExtent> extents = new ArrayList<>();
    private RowExtent open;
    private long capacity;

    /**
     * Opens the first extent.
     *
     * @param name         for Chronicle's messages.
     * @param rowsExpected places of the first extent, brought into the range that an extent may have.
     * @param rowsCertain  rows that the index has room for from the beginning.
     * @param rowBytes     length of a row.
     * @param memory       account.
     */
    SlotRows(String name, long rowsExpected, long rowsCertain, int rowBytes, NativeMemory memory) {
        this.name = name;
        this.rowBytes = rowBytes;
        this.memory = memory;
        index = new RowIndex(rowsCertain, memory);
        open = openExtent(rowsExpected);
    }

    RowIndex index() {
        return index;
    }

    long bytes() {
        long bytes = index.bytes();
        for (int i = 0; i < extents.size(); i++) {
            bytes += extents.get(i).bytes();
        }
        return bytes;
    }

    long find(long key) {
        return index.find(key);
    }

    /**
     * Adds a row.
     *
     * @param key without a row here.
     * @param row its bytes.
     * @return the row's address.
     */
    long insert(long key, NewRow row) {
        if (open.full()) {
            open = extentWithRoom();
        }
        long address = open.insert(key, row);
        index.insert(key, address);
        return address;
    }

    /**
     * Removes a row. Asks the extents one after the other, newest first, where most rows are.
     *
     * @param key any.
     * @return whether it had a row.
     */
    boolean remove(long key) {
        if (!index.remove(key)) {
            return false;
        }
        for (int i = extents.size() - 1; i >= 0; i--) {
            if (extents.get(i).remove(key)) {
                return true;
            }
        }
        throw new IllegalStateException("key " + key + " is in the index of " + name + " but in none of its maps");
    }

    private RowExtent extentWithRoom() {
        for (int i = 0; i < extents.size(); i++) {
            if (!extents.get(i).full()) {
                return extents.get(i);
            }
        }
        return openExtent(capacity);
    }

    private RowExtent openExtent(long rows) {
        long rowsMax = Math.min(EXTENT_ROWS_MAX, EXTENT_BYTES_MAX / rowBytes);
        int places = (int) Math.max(EXTENT_ROWS_MIN, Math.min(rowsMax, rows));
        RowExtent extent = new RowExtent(name, places, rowBytes, memory);
        extents.add(extent);
        capacity += extent.capacity();
        return extent;
    }

    @Override
    public void close() {
        index.close();
        extents.forEach(RowExtent::close);
    }
}
