package io.cairn.server.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts native memory by tag. Whoever takes native memory adds its size here and subtracts the same when giving it
 * back, so a count that is not 0 after everything was closed is a leak. One instance per node; safe for all threads.
 */
public final class NativeMemory {

    private final Map<MemoryTag, AtomicLong> bytes = new EnumMap<>(MemoryTag.class);

    /** Creates an account with nothing on it. */
    public NativeMemory() {
        for (MemoryTag tag : MemoryTag.values()) {
            bytes.put(tag, new AtomicLong());
        }
    }

    /**
     * Counts memory taken, or given back when negative.
     *
     * @param tag   what the memory is for.
     * @param delta bytes, any sign.
     */
    public void add(MemoryTag tag, long delta) {
        bytes.get(tag).addAndGet(delta);
    }

    /**
     * Memory in use, to be read as a gauge.
     *
     * @param tag what the memory is for.
     * @return bytes, 0 or above.
     */
    public long bytes(MemoryTag tag) {
        return bytes.get(tag).get();
    }

    /**
     * Memory in use for whatever it is.
     *
     * @return bytes, 0 or above.
     */
    public long bytes() {
        return bytes(MemoryTag.ROWS) + bytes(MemoryTag.INDEX);
    }
}
