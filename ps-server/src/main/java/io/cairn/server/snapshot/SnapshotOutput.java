package io.cairn.server.snapshot;

import io.cairn.server.store.RowFlyweight;
import io.cairn.wire.TableDefinition;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * Where the owner thread puts what belongs to a file: into blocks, and full ones to the writer. If all blocks are on
 * their way the owner thread waits for the writer; the cursor never lets it come to that, only a cut's copies of rows
 * that are about to change may. Rows of several tables share a block, in runs. Does not allocate per row.
 */
public final class SnapshotOutput {

    private static final long WAIT_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final BlockPool pool;
    private final SnapshotWriter writer;
    private Optional<SnapshotBlock> rows = Optional.empty();
    private int runTableId;
    private int runOffset;
    private int runRows;

    SnapshotOutput(BlockPool pool, SnapshotWriter writer) {
        this.pool = pool;
        this.writer = writer;
    }

    /**
     * Writes a table's definition; to be called before rows of it.
     *
     * @param definition the table.
     * @param rowCount   number of rows now.
     * @param rowBytes   length of each.
     */
    public void table(TableDefinition definition, long rowCount, int rowBytes) {
        DirectBuffer buffer = new TableBlock(definition, rowCount, rowBytes).encode();
        block(BlockKind.TABLE, buffer, 0, buffer.capacity());
    }

    /**
     * Writes a block.
     *
     * @param kind   what it holds.
     * @param buffer the content.
     * @param offset of the first byte.
     * @param length in bytes, at most {@link #blockBytesMax()}.
     */
    public void block(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        awaitBlock().ifPresent(block -> {
            block.begin(kind);
            block.buffer().putBytes(block.claim(length), buffer, offset, length);
            pool.submit(block);
        });
    }

    /**
     * The longest content of a block.
     *
     * @return bytes.
     */
    public static int blockBytesMax() {
        return SnapshotFormat.BLOCK_BYTES_MAX - SnapshotFormat.BLOCK_HEADER_BYTES;
    }

    /**
     * Writes a row.
     *
     * @param tableId its table.
     * @param key     its key.
     * @param row     its content, copied during this call.
     */
    public void row(int tableId, long key, RowFlyweight row) {
        int bytes = SnapshotFormat.KEY_BYTES + row.rowBytes();
        if (rows.isPresent() && rows.get().room() < bytes + SnapshotFormat.RUN_HEADER_BYTES) {
            submitRows();
        }
        if (rows.isEmpty() && !beginRows()) {
            return;
        }
        SnapshotBlock block = rows.get();
        if (runRows == 0 || runTableId != tableId) {
            endRun(block);
            runTableId = tableId;
            runOffset = block.claim(SnapshotFormat.RUN_HEADER_BYTES);
        }
        int offset = block.claim(bytes);
        block.buffer().putLong(offset, key, ByteOrder.LITTLE_ENDIAN);
        row.copyTo(block.buffer(), offset + SnapshotFormat.KEY_BYTES);
        runRows++;
    }

    /** Whether the cursor may go on: while it leaves enough blocks for rows that are about to change. */
    boolean hasRoom() {
        return pool.halfFree();
    }

    /** Writes what is begun, and the end: the position at which it was reached. The writer adds its tally. */
    void end(long position) {
        submitRows();
        awaitBlock().ifPresent(block -> {
            block.begin(BlockKind.END);
            block.buffer().putLong(block.claim(Long.BYTES), position, ByteOrder.LITTLE_ENDIAN);
            pool.submit(block);
        });
    }

    private boolean beginRows() {
        rows = awaitBlock();
        rows.ifPresent(block -> block.begin(BlockKind.ROWS));
        runRows = 0;
        return rows.isPresent();
    }

    private void endRun(SnapshotBlock block) {
        if (runRows > 0) {
            block.buffer().putInt(runOffset, runTableId, ByteOrder.LITTLE_ENDIAN);
            block.buffer().putInt(runOffset + Integer.BYTES, runRows, ByteOrder.LITTLE_ENDIAN);
            runRows = 0;
        }
    }

    private void submitRows() {
        if (rows.isPresent()) {
            endRun(rows.get());
            pool.submit(rows.get());
            rows = Optional.empty();
        }
    }

    /** A block; none once the writer has failed, what is given to it then is of no use. */
    private Optional<SnapshotBlock> awaitBlock() {
        Optional<SnapshotBlock> block = pool.take();
        while (block.isEmpty() && !writer.ended()) {
            LockSupport.parkNanos(WAIT_NS);
            block = pool.take();
        }
        return block;
    }
}
