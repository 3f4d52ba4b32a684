package io.cairn.server.store;

import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * Places for the rows of one table, in a list of extents. When the newest extent is full the next one is opened with as
 * many places as all before it together, up to a largest one, so a table grows without copying a row and never stops
 * longer than it takes to open one map. A row that is removed leaves a place that a later row takes.
 */
final class RowPlaces implements AutoCloseable {

    private static final int EXTENT_BYTES_MAX = 64 << 20;
    private static final int EXTENT_ROWS_MIN = 1 << 10;

    private final String name;
    private final int rowBytes;
    private final NativeMemory memory;
    private final List<RowExtent> extents = new ArrayList<>();
    private final long expected;
    private long capacity;
    /** The next place of the newest page, and how many there are from there on. */
    private long place;
    private int placesLeft;
    /** A place that a removed row left, 0 for none. Its first eight bytes are the address of another one, or 0. */
    private long leftPlace;

    /**
     * No places yet.
     *
     * @param name     for Chronicle's messages.
     * @param expected rows that the first extent is to hold, brought into the range that an extent may have.
     * @param rowBytes length of a row.
     * @param memory   account.
     */
    RowPlaces(String name, long expected, int rowBytes, NativeMemory memory) {
        this.name = name;
        this.expected = expected;
        this.rowBytes = rowBytes;
        this.memory = memory;
    }

    long bytes() {
        long bytes = 0;
        for (int i = 0; i < extents.size(); i++) {
            bytes += extents.get(i).bytes();
        }
        return bytes;
    }

    /** Takes a place. Returns its address, a multiple of 8; its bytes may be any, and the caller writes all of them. */
    long take() {
        if (leftPlace != 0) {
            long left = leftPlace;
            leftPlace = UnsafeApi.getLong(left);
            return left;
        }
        if (placesLeft == 0) {
            openPage();
        }
        long address = place;
        place += rowBytes;
        placesLeft--;
        return address;
    }

    /** Leaves a place that was taken to others. */
    void leave(long address) {
        UnsafeApi.putLong(address, leftPlace);
        leftPlace = address;
    }

    private void openPage() {
        if (extents.isEmpty() || extents.get(extents.size() - 1).full()) {
            openExtent(Math.max(expected, capacity));
        }
        RowExtent newest = extents.get(extents.size() - 1);
        place = newest.openPage();
        placesLeft = newest.pageRows();
    }

    private void openExtent(long rows) {
        long rowsMax = EXTENT_BYTES_MAX / rowBytes;
        int places = (int) Math.min(rowsMax, Math.max(EXTENT_ROWS_MIN, rows));
        RowExtent extent = new RowExtent(name, places, rowBytes, memory);
        extents.add(extent);
        capacity += extent.capacity();
    }

    @Override
    public void close() {
        extents.forEach(RowExtent::close);
    }
}
