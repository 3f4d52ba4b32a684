package io.cairn.server.capacity;

import com.sun.management.OperatingSystemMXBean;
import io.cairn.config.Limits;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.store.NativeMemory;
import io.cairn.wire.codecs.ErrorCode;
import java.lang.management.ManagementFactory;

/**
 * Whether a node has room for more: native memory for rows, and space on the disk of its log. One instance per node,
 * asked by the owner threads of all its replicas.
 *
 * <p>What is in the log always applies, so the door closes early: on memory while a sixteenth of it is left for the
 * rows of pushes that have passed and are not applied, on disk at a floor. It opens again once an eighth of the memory
 * is free, or an eighth more than the floor of the disk.
 */
public final class NodeCapacity {

    private static final int CLOSE_PART = 16;
    private static final int OPEN_PART = 8;

    private final NativeMemory memory;
    private final long memoryBytesMax;
    private final long diskBytesFreeMin;
    private volatile boolean memoryFull;
    private volatile boolean diskFull;
    private volatile long diskBytesFree;

    /**
     * Room that is all free, until the disk is looked at.
     *
     * @param limits when memory and disk are full.
     * @param memory account of the node's native memory.
     */
    public NodeCapacity(Limits limits, NativeMemory memory) {
        this.memory = memory;
        memoryBytesMax = limits.memoryBytesMax() == 0 ? memoryOfMachine() : limits.memoryBytesMax();
        diskBytesFreeMin = limits.diskBytesFreeMin();
        diskBytesFree = Long.MAX_VALUE;
    }

    /** Three quarters of what the machine, or the container, has, less the largest heap; at least a quarter. */
    private static long memoryOfMachine() {
        long quarter = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 4;
        return Math.max(quarter, 3 * quarter - Runtime.getRuntime().maxMemory());
    }

    /**
     * Whether what asks for more room, pushes and new tables, may enter the log.
     *
     * @return {@link Refusal#NONE}, or MEMORY_FULL or DISK_FULL with how far off it is.
     */
    public Refusal checkRoom() {
        long used = memory.bytes();
        long part = memoryBytesMax / (memoryFull ? OPEN_PART : CLOSE_PART);
        boolean full = used > memoryBytesMax - part;
        if (full != memoryFull) {
            memoryFull = full;
        }
        if (full) {
            return new Refusal(ErrorCode.MEMORY_FULL, memoryBytesMax, "rows of this node take " + used
                + " bytes, the limit is " + memoryBytesMax + " (limits.memoryBytesMax)");
        }
        return !diskFull ? Refusal.NONE : new Refusal(ErrorCode.DISK_FULL, diskBytesFreeMin, "the disk of this node's "
            + "log has " + diskBytesFree + " bytes free, the floor is " + diskBytesFreeMin
            + " (limits.diskBytesFreeMin)");
    }

    /** Notes what is free on the disk. Called by one thread. */
    void onDisk(long bytesFree) {
        diskBytesFree = bytesFree;
        diskFull = bytesFree < diskBytesFreeMin + (diskFull ? diskBytesFreeMin / OPEN_PART : 0);
    }

    /**
     * The account that rows are counted on.
     *
     * @return the node's.
     */
    public NativeMemory memory() {
        return memory;
    }

    /**
     * Native memory that rows may take.
     *
     * @return bytes; the door closes a little before.
     */
    public long memoryBytesMax() {
        return memoryBytesMax;
    }

    /**
     * Free space of the log's disk.
     *
     * @return bytes, at most about a second old.
     */
    public long diskBytesFree() {
        return diskBytesFree;
    }

    /**
     * Free space below which the door closes.
     *
     * @return bytes, 0 for no floor.
     */
    public long diskBytesFreeMin() {
        return diskBytesFreeMin;
    }
}
