package io.cairn.server.store;

import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapAbsentEntry;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.VanillaChronicleMap;
import net.openhft.chronicle.values.Values;

/**
 * A fixed number of row places: one Chronicle Map that is never filled past its {@code entries}, so it never adds
 * memory and its entries never move. Values have constant size, hence the address of a row holds until it is removed.
 */
final class RowExtent implements AutoCloseable {

    private final ChronicleMap<LongValue, byte[]> map;
    private final LongValue keyValue = Values.newHeapInstance(LongValue.class);
    private final NativeMemory memory;
    private final int capacity;
    private final long bytes;
    private int rows;

    RowExtent(String name, int capacity, int rowBytes, NativeMemory memory) {
        this.memory = memory;
        this.capacity = capacity;
        map = ChronicleMap.of(LongValue.class, byte[].class)
            .name(name)
            .entries(capacity)
            .actualSegments(1)
            .constantValueSizeBySample(new byte[rowBytes])
            .checksumEntries(false)
            // Chronicle's hook would free the rows of a process that ends while its threads still use them.
            .skipCloseOnExitHook(true)
            .create();
        bytes = map.offHeapMemoryUsed();
        memory.add(MemoryTag.ROWS, bytes);
        HugePages.advise(((VanillaChronicleMap<?, ?, ?>) map).bsAddress(), bytes);
    }

    boolean full() {
        return rows == capacity;
    }

    int capacity() {
        return capacity;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Adds a row.
     *
     * @param key not present here.
     * @param row its bytes.
     * @return the address of the row, a multiple of 8.
     */
    long insert(long key, NewRow row) {
        keyValue.setValue(key);
        try (ExternalMapQueryContext<LongValue, byte[], ?> context = map.queryContext(keyValue)) {
            context.updateLock().lock();
            MapAbsentEntry<LongValue, byte[]> absent = context.absentEntry();
            if (absent == null) {
                throw new IllegalStateException("key " + key + " has a row in this extent already");
            }
            context.insert(absent, row);
            rows++;
            Data<byte[]> value = context.entry().value();
            return value.bytes().addressForRead(value.offset());
        }
    }

    /**
     * Removes a row and makes its place free for another.
     *
     * @param key any.
     * @return whether the row was here.
     */
    boolean remove(long key) {
        keyValue.setValue(key);
        try (ExternalMapQueryContext<LongValue, byte[], ?> context = map.queryContext(keyValue)) {
            context.updateLock().lock();
            MapEntry<LongValue, byte[]> entry = context.entry();
            if (entry == null) {
                return false;
            }
            context.remove(entry);
            rows--;
            return true;
        }
    }

    @Override
    public void close() {
        map.close();
        memory.add(MemoryTag.ROWS, -bytes);
    }
}
