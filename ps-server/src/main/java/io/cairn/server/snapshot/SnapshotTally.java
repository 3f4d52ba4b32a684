package io.cairn.server.snapshot;

import io.cairn.server.store.RowDigest;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** Counts and digests the rows of each table as the blocks of a snapshot go by, on its way out or in. */
final class SnapshotTally {

    private static final int ROWS_OFFSET = 0;
    private static final int ROW_BYTES_OFFSET = 8;
    /** Where the definition begins in a block of kind TABLE. */
    static final int DEFINITION_OFFSET = 16;
    private static final int END_ENTRY_BYTES = 24;

    private final List<Table> tables = new ArrayList<>();
    private final Int2ObjectHashMap<Table> byId = new Int2ObjectHashMap<>();

    /** Writes the beginning of a block of kind TABLE. */
    static void encodeTable(MutableDirectBuffer buffer, int offset, long rows, int rowBytes) {
        buffer.putLong(offset + ROWS_OFFSET, rows, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + ROW_BYTES_OFFSET, rowBytes, ByteOrder.LITTLE_ENDIAN);
    }

    /** Takes note of a table, from its block. */
    void onTable(int tableId, DirectBuffer buffer, int offset) {
        Table table = new Table(tableId,
            buffer.getLong(offset + ROWS_OFFSET, ByteOrder.LITTLE_ENDIAN),
            buffer.getInt(offset + ROW_BYTES_OFFSET, ByteOrder.LITTLE_ENDIAN));
        if (byId.put(tableId, table) != null) {
            throw new SnapshotException("table " + tableId + " stands twice");
        }
        tables.add(table);
    }

    /** Goes through the runs of a block of kind ROWS. */
    void onRows(DirectBuffer buffer, int offset, int length, RowSink sink) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at < SnapshotFormat.RUN_HEADER_BYTES) {
                throw new SnapshotException("a block ends inside a run of rows");
            }
            Table table = byId.get(buffer.getInt(at, ByteOrder.LITTLE_ENDIAN));
            int rows = buffer.getInt(at + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            at += SnapshotFormat.RUN_HEADER_BYTES;
            if (table == null) {
                throw new SnapshotException("rows of a table that has no definition");
            }
            long bytes = (long) rows * (SnapshotFormat.KEY_BYTES + table.rowBytes);
            if (rows < 0 || bytes > end - at) {
                throw new SnapshotException("a run of " + rows + " rows is longer than its block");
            }
            table.onRun(buffer, at, rows, sink);
            at += (int) bytes;
        }
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

    long rowsAnnounced() {
        return tables.stream().mapToLong(table -> table.rowsAnnounced).sum();
    }

    long rowsAnnounced(int tableId) {
        return byId.get(tableId).rowsAnnounced;
    }

    /** Sees rows go by. */
    @FunctionalInterface
    interface RowSink {

        RowSink NONE = (tableId, key, buffer, offset) -> { };

        void onRow(int tableId, long key, DirectBuffer buffer, int offset);
    }

    /** One table on its way. */
    private static final class Table {

        private final int id;
        private final long rowsAnnounced;
        private final int rowBytes;
        private long rows;
        private long digest;

        private Table(int id, long rowsAnnounced, int rowBytes) {
            this.id = id;
            this.rowsAnnounced = rowsAnnounced;
            this.rowBytes = rowBytes;
        }

        private void onRun(DirectBuffer buffer, int offset, int count, RowSink sink) {
            int at = offset;
            for (int i = 0; i < count; i++) {
                long key = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
                int row = at + SnapshotFormat.KEY_BYTES;
                digest += RowDigest.of(key, buffer, row, rowBytes);
                sink.onRow(id, key, buffer, row);
                at = row + rowBytes;
            }
            rows += count;
        }
    }
}
