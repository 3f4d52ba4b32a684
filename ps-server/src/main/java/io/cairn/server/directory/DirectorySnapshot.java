package io.cairn.server.directory;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.CopyMode;
import io.cairn.server.snapshot.RowCopy;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.wire.TableDefinition;
import java.nio.ByteOrder;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The directory's state on its way into snapshots and out of them: tables without rows, a block of kind REGISTRY with
 * the next id i64 and the version i64, and one of kind ALIASES with, for each alias in the order of their names, its
 * table's id i32, the length of its name i32, and the name. All of it is written at once.
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
        writeAliases(output);
        return new NoRows();
    }

    /** One block is enough: there are no more aliases than a cluster may have tables. */
    private void writeAliases(SnapshotOutput output) {
        ExpandableArrayBuffer block = new ExpandableArrayBuffer();
        int length = 0;
        for (Map.Entry<String, Integer> alias : tables.aliases().entrySet()) {
            block.putInt(length, alias.getValue(), ByteOrder.LITTLE_ENDIAN);
            length += Integer.BYTES;
            length += block.putStringAscii(length, alias.getKey(), ByteOrder.LITTLE_ENDIAN);
        }
        output.block(BlockKind.ALIASES, block, 0, length);
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        tables.restore(definition);
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        if (kind == BlockKind.ALIASES) {
            readAliases(buffer, offset, length);
            return;
        }
        if (kind != BlockKind.REGISTRY || length != REGISTRY_BYTES) {
            throw new IllegalArgumentException(
                "the directory's snapshot has no block of kind " + kind + " with " + length + " bytes");
        }
        tables.restore(
            (int) buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN),
            buffer.getLong(offset + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        reconciliation.desire(tables.desired());
    }

    private void readAliases(DirectBuffer buffer, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            int tableId = buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
            at += Integer.BYTES;
            String alias = buffer.getStringAscii(at, ByteOrder.LITTLE_ENDIAN);
            at += Integer.BYTES + alias.length();
            tables.restoreAlias(alias, tableId);
        }
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
