package io.cairn.server.snapshot;

import io.cairn.server.store.MemoryTag;
import io.cairn.server.store.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * The blocks between the owner thread, which fills them, and the writer thread, which empties them. Their number is
 * bounded; they are made when first needed, so a small snapshot makes few.
 */
final class BlockPool implements AutoCloseable {

    /** 64 MiB at most. */
    private static final int BLOCKS_MAX = 64;

    private final NativeMemory memory;
    private final List<SnapshotBlock> blocks = new ArrayList<>();
    private final OneToOneConcurrentArrayQueue<SnapshotBlock> free = new OneToOneConcurrentArrayQueue<>(BLOCKS_MAX);
    private final OneToOneConcurrentArrayQueue<SnapshotBlock> full = new OneToOneConcurrentArrayQueue<>(BLOCKS_MAX);

    BlockPool(NativeMemory memory) {
        this.memory = memory;
    }

    /** Whether at least half of the blocks could be taken now. Owner thread. */
    boolean halfFree() {
        return free.size() + BLOCKS_MAX - blocks.size() >= BLOCKS_MAX / 2;
    }

    /** A block to fill, empty if all are on their way. Owner thread. */
    Optional<SnapshotBlock> take() {
        SnapshotBlock block = free.poll();
        if (block == null && blocks.size() < BLOCKS_MAX) {
            block = new SnapshotBlock();
            memory.add(MemoryTag.SNAPSHOT, SnapshotFormat.BLOCK_BYTES_MAX);
            blocks.add(block);
        }
        return Optional.ofNullable(block);
    }

    /** Hands a block to the writer. Owner thread. */
    void submit(SnapshotBlock block) {
        full.add(block);
    }

    /** The next block to write. Writer thread. */
    Optional<SnapshotBlock> next() {
        return Optional.ofNullable(full.poll());
    }

    /** Gives a written block back. Writer thread. */
    void release(SnapshotBlock block) {
        free.add(block);
    }

    /** Frees all blocks, wherever they are; the writer must have ended. Owner thread. */
    @Override
    public void close() {
        for (SnapshotBlock block : blocks) {
            block.free();
            memory.add(MemoryTag.SNAPSHOT, -SnapshotFormat.BLOCK_BYTES_MAX);
        }
        blocks.clear();
    }
}
