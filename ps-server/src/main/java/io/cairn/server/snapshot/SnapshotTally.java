package io.cairn.server.snapshot;

import io.cairn.server.store.RowDigest;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** Counts and digests the rows of each table as the blocks of a snapshot go by, on their way out or in. */
final class SnapshotTally {

    private static final int END_ENTRY_BYTES = 24;

    private final List<Table> tables = new ArrayList<>();
    private final Int2ObjectHashMap<Table> byId = new Int2ObjectHashMap<>();
    private final RowRuns runs = new RowRuns();

    /** Takes note of a table, from its block. */
    void onTable(TableBlock block) {
        Table table = new Table(block.definition().tableId(), block.rows());
        if (byId.put(table.id, table) != null) {
            throw new SnapshotException("table " + table.id + " stands twice");
        }
        tables.add(table);
        runs.onTable(block);
    }

    /** Counts the rows of a block of kind ROWS. */
    void onRows(DirectBuffer buffer, int offset, int length) {
        runs.forEach(buffer, offset, length, (tableId, first, rows, rowBytes) ->
            byId.get(tableId).onRun(buffer, first, rows, rowBytes));
    }

    int endBytes() {
        return tables.size() * END_ENTRY_BYTES;
    }

    void encodeEnd(MutableDirectBuffer buffer, int offset) {
        int at = offset;
        for (Table table : tables) {
            buffer.putLong(at, table.id & 0xFFFF_FFFFL, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(at + 8, table.rows, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(at + 16, table.digest, ByteOrder.LITTLE_ENDIAN);
            at += END_ENTRY_BYTES;
        }
    }

    /** Compares what went by with what the tables of a block of kind END say went out. */
    void requireEnd(DirectBuffer buffer, int offset, int length) {
        if (length != endBytes()) {
            throw new SnapshotException("its end speaks of another number of tables");
        }
        int at = offset;
        for (Table table : tables) {
            long rows = buffer.getLong(at + 8, ByteOrder.LITTLE_ENDIAN);
            if (buffer.getInt(at, ByteOrder.LITTLE_ENDIAN) != table.id || rows != table.rows) {
                throw new SnapshotException("table " + table.id + " has " + table.rows + " rows, not " + rows);
            }
            if (buffer.getLong(at + 16, ByteOrder.LITTLE_ENDIAN) != table.digest) {
                throw new SnapshotException("the rows of table " + table.id + " have another digest");
            }
            at += END_ENTRY_BYTES;
        }
    }

    /** Requires that of each table as many rows went by as were announced, if nothing has happened meanwhile. */
    void requireRows(long beginPosition, long endPosition) {
        for (Table table : tables) {
            if (beginPosition == endPosition && table.rows != table.rowsAnnounced) {
                throw new SnapshotException(
                    "table " + table.id + " has " + table.rows + " rows, announced were " + table.rowsAnnounced);
            }
        }
    }

    long rows() {
        return tables.stream().mapToLong(table -> table.rows).sum();
    }

    /** One table on its way. */
    private static final class Table {

        private final int id;
        private final long rowsAnnounced;
        private long rows;
        private long digest;

        private Table(int id, long rowsAnnounced) {
            this.id = id;
            this.rowsAnnounced = rowsAnnounced;
        }

        private void onRun(DirectBuffer buffer, int offset, int count, int rowBytes) {
            int at = offset;
            for (int i = 0; i < count; i++) {
                long key = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
                int row = at + SnapshotFormat.KEY_BYTES;
                digest += RowDigest.of(key, buffer, row, rowBytes);
                at = row + rowBytes;
            }
            rows += count;
        }
    }
}
