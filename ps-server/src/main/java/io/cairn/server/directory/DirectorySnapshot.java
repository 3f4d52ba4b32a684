package io.cairn.server.directory;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.CopyMode;
import io.cairn.server.snapshot.RowCopy;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.wire.TableDefinition;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The directory's state on its way into snapshots and out of them: tables without rows, and a block of kind REGISTRY
 * with the next id i64 and the version i64. All of it is written at once.
 */
final class DirectorySnapshot implements SnapshotState {

    private static final int REGISTRY_BYTES = 2 * Long.BYTES;

    private final TableRegistry tables;
    private final Reconciliation reconciliation;

    DirectorySnapshot(TableRegistry tables, Reconciliation reconciliation) {
        this.tables = tables;
        this.reconciliation = reconciliation;
    }

    @Override
    public RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output) {
        for (TableDefinition table : tables.tables()) {
            output.table(table, 0, 0);
        }
        UnsafeBuffer registry = new UnsafeBuffer(new byte[REGISTRY_BYTES]);
        registry.putLong(0, tables.nextId(), ByteOrder.LITTLE_ENDIAN);
        registry.putLong(Long.BYTES, tables.version(), ByteOrder.LITTLE_ENDIAN);
        output.block(BlockKind.REGISTRY, registry, 0, REGISTRY_BYTES);
        return new NoRows();
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        tables.restore(definition);
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        if (kind != BlockKind.REGISTRY || length != REGISTRY_BYTES) {
            throw new IllegalArgumentException(
                "the directory's snapshot has no block of kind " + kind + " with " + length + " bytes");
        }
        tables.restore(
            (int) buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN),
            buffer.getLong(offset + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        reconciliation.desire(tables.desired());
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        throw new IllegalArgumentException("the directory's snapshot has no rows");
    }

    @Override
    public void onRestored(long end) {
        // All that the file has was written at once.
    }

    @Override
    public void clear() {
        tables.clear();
        reconciliation.desire(tables.desired());
    }

    /** Nothing is left to copy. */
    private static final class NoRows implements RowCopy {

        @Override
        public boolean copy() {
            return false;
        }

        @Override
        public void close() {
            // Nothing was begun.
        }
    }
}
