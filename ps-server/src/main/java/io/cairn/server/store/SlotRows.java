package io.cairn.server.store;

import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * The rows of one slot: an index and a list of extents. When the newest extent is full the next one is opened with as
 * many places as all before it together, up to a largest one, so a slot grows without copying a row and never stops
 * longer than it takes to open one map. A row that is removed leaves a place that a later row takes.
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
    private RowExtent newest;
    private long capacity;
    /** The next place of the newest page, and how many there are from there on. */
    private long place;
    private int placesLeft;
    /** A place that a removed row left, 0 for none. Its first eight bytes are the address of another one, or 0. */
    private long leftPlace;

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
        newest = openExtent(rowsExpected);
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
     * Makes room for a row.
     *
     * @param key without a row here.
     * @return the row's address; its bytes may be any, and the caller writes all of them.
     */
    long insert(long key) {
        long address = leftPlace == 0 ? nextPlace() : takeLeftPlace();
        index.insert(key, address);
        return address;
    }

    /**
     * Removes a row.
     *
     * @param key any.
     * @return whether it had a row.
     */
    boolean remove(long key) {
        long address = index.find(key);
        if (address == 0) {
            return false;
        }
        index.remove(key);
        UnsafeApi.putLong(address, leftPlace);
        leftPlace = address;
        return true;
    }

    private long takeLeftPlace() {
        long address = leftPlace;
        leftPlace = UnsafeApi.getLong(address);
        return address;
    }

    private long nextPlace() {
        if (placesLeft == 0) {
            if (newest.full()) {
                newest = openExtent(capacity);
            }
            place = newest.openPage();
            placesLeft = newest.pageRows();
        }
        long address = place;
        place += rowBytes;
        placesLeft--;
        return address;
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
