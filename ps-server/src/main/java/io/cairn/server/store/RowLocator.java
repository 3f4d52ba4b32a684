package io.cairn.server.store;

import io.cairn.slot.SlotHash;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Finds the addresses of many keys at once. Random rows of a table larger than the processor's caches cost one trip to
 * memory for the index cell and some for the row; one after the other they would cost their sum. So a block of keys is
 * taken through three passes: hash all keys; load the cells that each key's probe begins with, in a loop so short that
 * many of these independent loads are under way at once; compare, from cache.
 */
final class RowLocator implements AutoCloseable {

    /** Keys in a block: few enough that their cells, and the rows they lead to, stay in the first-level cache. */
    static final int BLOCK = 128;

    private static final int EMPTY_BYTES = RowIndex.LINE_BYTES;

    private final int slotMask;
    private final long[] cells;
    private final long[] offsetMasks;
    private final long[] lines = new long[BLOCK];
    private final int[] slots = new int[BLOCK];
    /** The only line of all slots without rows: four empty cells. */
    private final long empty;
    private final NativeMemory memory;
    /** Receives what the early loads read, so that the compiler cannot leave them out. */
    long loaded;

    RowLocator(int slotCount, NativeMemory memory) {
        this.memory = memory;
        slotMask = slotCount - 1;
        cells = new long[slotCount];
        offsetMasks = new long[slotCount];
        empty = UnsafeApi.allocateMemory(EMPTY_BYTES);
        UnsafeApi.setMemory(empty, EMPTY_BYTES, (byte) 0);
        memory.add(MemoryTag.INDEX, EMPTY_BYTES);
        Arrays.fill(cells, empty);
    }

    /** Takes over where a slot's cells lie now. To be called after each change of the slot's index. */
    void update(int slot, RowIndex index) {
        cells[slot] = index.cells();
        offsetMasks[slot] = index.offsetMask();
    }

    /**
     * Finds rows.
     *
     * @param keyArray  array that holds the keys, or null when they are in native memory.
     * @param keyOffset offset in the array, or address, of the first key.
     * @param keyCount  1 to {@link #BLOCK}.
     * @param addresses receives one row address per key, 0 for a key without a row.
     * @param from      index of the first address.
     */
    void locate(byte[] keyArray, long keyOffset, int keyCount, long[] addresses, int from) {
        hash(keyArray, keyOffset, keyCount);
        loadLines(keyCount);
        for (int i = 0; i < keyCount; i++) {
            long key = UnsafeApi.getLong(keyArray, keyOffset + 8L * i);
            int slot = slots[i];
            addresses[from + i] = RowIndex.probe(key, cells[slot], offsetMasks[slot], lines[i] - cells[slot]);
        }
    }

    private void hash(byte[] keyArray, long keyOffset, int keyCount) {
        for (int i = 0; i < keyCount; i++) {
            long hash = SlotHash.mix(UnsafeApi.getLong(keyArray, keyOffset + 8L * i));
            int slot = (int) hash & slotMask;
            slots[i] = slot;
            lines[i] = cells[slot] + RowIndex.lineOffset(hash, offsetMasks[slot]);
        }
    }

    private void loadLines(int keyCount) {
        long sum = 0;
        for (int i = 0; i < keyCount; i++) {
            sum += UnsafeApi.getLong(lines[i]);
        }
        loaded = sum;
    }

    /**
     * Loads rows into the cache: one load per cache line, none waiting for another.
     *
     * @param addresses of rows; 0 is passed over.
     * @param from      index of the first.
     * @param count     number of addresses.
     * @param rowBytes  bytes wanted of each row.
     */
    void loadRows(long[] addresses, int from, int count, int rowBytes) {
        long sum = 0;
        for (int line = 0; line < rowBytes; line += RowIndex.LINE_BYTES) {
            for (int i = from; i < from + count; i++) {
                if (addresses[i] != 0) {
                    sum += UnsafeApi.getLong(addresses[i] + line);
                }
            }
        }
        loaded = sum;
    }

    @Override
    public void close() {
        UnsafeApi.freeMemory(empty);
        memory.add(MemoryTag.INDEX, -EMPTY_BYTES);
    }
}
