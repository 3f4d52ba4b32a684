package io.cairn.server.store;

import io.cairn.slot.SlotHash;
import org.agrona.BitUtil;
import org.agrona.UnsafeApi;

/**
 * Finds the rows of one slot: open addressing with linear probing from the beginning of a cache line (Knuth, The Art of
 * Computer Programming, volume 3, section 6.4, algorithm L with buckets; removal by moving cells back, algorithm R) in
 * native memory. Cells are 16 bytes, four to a cache line:
 * <pre>
 *   0                   8                  16
 *   +-------------------+-------------------+
 *   | key           i64 | row address   i64 |    address 0: the cell is empty
 *   +-------------------+-------------------+
 * </pre>
 * At most two thirds of the cells are in use, so nearly every probe ends in the line where it began; past that, this
 * one slot is rehashed into twice the cells. The hash's upper 32 bits choose the line, since its lower bits chose the
 * slot.
 */
final class RowIndex implements AutoCloseable {

    /** Length of a cache line, and of four cells. */
    static final int LINE_BYTES = 64;

    private static final int CELL_BYTES = 16;

    private static final int CELLS_MIN = 16;

    private final NativeMemory memory;
    private long allocation;
    private long allocatedBytes;
    private long cells;
    private long offsetMask;
    private long size;

    /** An empty index with room for some rows. */
    RowIndex(long rows, NativeMemory memory) {
        this.memory = memory;
        allocate(Math.max(CELLS_MIN, BitUtil.findNextPositivePowerOfTwo(rows + rows / 2 + 1)));
    }

    /**
     * Offset of the line at which a key's probe begins.
     *
     * @param hash {@link SlotHash#mix} of the key.
     * @param mask {@link #offsetMask()}.
     * @return bytes from {@link #cells()}.
     */
    static long lineOffset(long hash, long mask) {
        return (hash >>> 26) & mask & -LINE_BYTES;
    }

    /**
     * Follows a key's probe to its end.
     *
     * @param key   looked for.
     * @param cells start of the cells.
     * @param mask  offset mask.
     * @param start offset of the line at which to begin.
     * @return the row's address, 0 without a row.
     */
    static long probe(long key, long cells, long mask, long start) {
        long offset = start;
        while (true) {
            long line = cells + offset;
            long address = match(line, key) | match(line + 16, key) | match(line + 32, key) | match(line + 48, key);
            if (address != 0 || UnsafeApi.getLong(line + 56) == 0) {
                return address;
            }
            offset = (offset + LINE_BYTES) & mask;
        }
    }

    /** The address in a cell if its key is the one looked for, else 0; without a branch. */
    private static long match(long cell, long key) {
        long difference = UnsafeApi.getLong(cell) ^ key;
        return UnsafeApi.getLong(cell + 8) & ~((difference | -difference) >> 63);
    }

    long cells() {
        return cells;
    }

    /** Number of cells less one, times the length of a cell. */
    long offsetMask() {
        return offsetMask;
    }

    long bytes() {
        return allocatedBytes;
    }

    /**
     * Adds a key that is not here.
     *
     * @param key     any.
     * @param address of its row, not 0.
     */
    void insert(long key, long address) {
        long capacity = offsetMask / CELL_BYTES + 1;
        if ((size + 1) * 3 > capacity * 2) {
            rehash(capacity * 2);
        }
        place(key, address);
        size++;
    }

    /**
     * Removes a key.
     *
     * @param key any.
     * @return its row's address, 0 if it was not here.
     */
    long remove(long key) {
        long hole = home(key);
        while (addressAt(hole) != 0 && keyAt(hole) != key) {
            hole = next(hole);
        }
        long address = addressAt(hole);
        if (address == 0) {
            return 0;
        }
        for (long offset = next(hole); addressAt(offset) != 0; offset = next(offset)) {
            if (mayMove(offset, hole)) {
                put(hole, keyAt(offset), addressAt(offset));
                hole = offset;
            }
        }
        put(hole, 0, 0);
        size--;
        return address;
    }

    /**
     * Finds a key.
     *
     * @param key any.
     * @return the row's address, 0 without a row.
     */
    long find(long key) {
        return probe(key, cells, offsetMask, home(key));
    }

    void forEach(RowVisitor visitor, RowFlyweight row) {
        for (long offset = 0; offset <= offsetMask; offset += CELL_BYTES) {
            long address = addressAt(offset);
            if (address != 0) {
                visitor.onRow(keyAt(offset), row.wrap(address));
            }
        }
    }

    /**
     * Adds the rows to a list whose probes begin at one line.
     *
     * @param start offset of the line.
     * @param list  receives them.
     */
    void collect(long start, RowList list) {
        for (long offset = start; addressAt(offset) != 0; offset = next(offset)) {
            if (home(keyAt(offset)) == start) {
                list.add(keyAt(offset), addressAt(offset));
            }
        }
    }

    /** A cell may move back to the hole unless its home lies after the hole, in the circular order of the probe. */
    private boolean mayMove(long offset, long hole) {
        long distanceFromHome = (offset - home(keyAt(offset))) & offsetMask;
        long distanceFromHole = (offset - hole) & offsetMask;
        return distanceFromHome >= distanceFromHole;
    }

    private long keyAt(long offset) {
        return UnsafeApi.getLong(cells + offset);
    }

    private long addressAt(long offset) {
        return UnsafeApi.getLong(cells + offset + 8);
    }

    private long home(long key) {
        return lineOffset(SlotHash.mix(key), offsetMask);
    }

    private long next(long offset) {
        return (offset + CELL_BYTES) & offsetMask;
    }

    private void put(long offset, long key, long address) {
        UnsafeApi.putLong(cells + offset, key);
        UnsafeApi.putLong(cells + offset + 8, address);
    }

    private void place(long key, long address) {
        long offset = home(key);
        while (addressAt(offset) != 0) {
            offset = next(offset);
        }
        put(offset, key, address);
    }

    private void rehash(long capacity) {
        long oldAllocation = allocation;
        long oldBytes = allocatedBytes;
        long oldCells = cells;
        long oldEnd = cells + offsetMask + CELL_BYTES;
        allocate(capacity);
        for (long cell = oldCells; cell < oldEnd; cell += CELL_BYTES) {
            long address = UnsafeApi.getLong(cell + 8);
            if (address != 0) {
                place(UnsafeApi.getLong(cell), address);
            }
        }
        free(oldAllocation, oldBytes);
    }

    private void allocate(long capacity) {
        long cellBytes = capacity * CELL_BYTES;
        long alignment = cellBytes >= HugePages.BYTES ? HugePages.BYTES : LINE_BYTES;
        long bytes = cellBytes + alignment;
        allocation = UnsafeApi.allocateMemory(bytes);
        allocatedBytes = bytes;
        memory.add(MemoryTag.INDEX, bytes);
        cells = (allocation + alignment - 1) & -alignment;
        HugePages.advise(cells, cellBytes);
        offsetMask = cellBytes - CELL_BYTES;
        UnsafeApi.setMemory(cells, cellBytes, (byte) 0);
    }

    private void free(long address, long bytes) {
        UnsafeApi.freeMemory(address);
        memory.add(MemoryTag.INDEX, -bytes);
    }

    @Override
    public void close() {
        free(allocation, allocatedBytes);
    }
}
