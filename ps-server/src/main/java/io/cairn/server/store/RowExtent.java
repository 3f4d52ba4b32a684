package io.cairn.server.store;

import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.VanillaChronicleMap;
import net.openhft.chronicle.values.Values;

/**
 * A fixed number of places for rows: one Chronicle Map from a page's number to the page, some places close together. It
 * is never filled past its {@code entries}, so it never adds memory and its entries never move: a place stays where it
 * is until the extent closes. Pages, for putting an entry in a map takes as long as writing ten rows.
 */
final class RowExtent implements AutoCloseable {

    private static final int PAGE_BYTES_MAX = 64 << 10;

    private final ChronicleMap<LongValue, byte[]> map;
    private final LongValue number = Values.newHeapInstance(LongValue.class);
    private final RowPage page;
    private final NativeMemory memory;
    private final int pages;
    private final int pageRows;
    private final long bytes;
    private int opened;

    /** An extent with at least as many places as asked for, and at most a page more. */
    RowExtent(String name, int capacity, int rowBytes, NativeMemory memory) {
        this.memory = memory;
        pageRows = Math.min(capacity, Math.max(1, PAGE_BYTES_MAX / rowBytes));
        pages = (capacity + pageRows - 1) / pageRows;
        page = new RowPage((long) pageRows * rowBytes);
        map = ChronicleMap.of(LongValue.class, byte[].class)
            .name(name)
            .entries(pages)
            .actualSegments(1)
            .constantValueSizeBySample(new byte[pageRows * rowBytes])
            .checksumEntries(false)
            // Chronicle's hook would free the rows of a process that ends while its threads still use them.
            .skipCloseOnExitHook(true)
            .create();
        bytes = map.offHeapMemoryUsed();
        memory.add(MemoryTag.ROWS, bytes);
        HugePages.advise(((VanillaChronicleMap<?, ?, ?>) map).bsAddress(), bytes);
    }

    boolean full() {
        return opened == pages;
    }

    int capacity() {
        return pages * pageRows;
    }

    int pageRows() {
        return pageRows;
    }

    long bytes() {
        return bytes;
    }

    /** Opens the next page. Returns the address of its first place, a multiple of 8; its bytes may be any. */
    long openPage() {
        number.setValue(opened);
        try (ExternalMapQueryContext<LongValue, byte[], ?> context = map.queryContext(number)) {
            context.updateLock().lock();
            context.insert(context.absentEntry(), page);
            opened++;
            Data<byte[]> value = context.entry().value();
            return value.bytes().addressForRead(value.offset());
        }
    }

    @Override
    public void close() {
        map.close();
        memory.add(MemoryTag.ROWS, -bytes);
    }
}
