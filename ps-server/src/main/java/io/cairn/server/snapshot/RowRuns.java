package io.cairn.server.snapshot;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntHashMap;

/** Takes blocks of kind {@link BlockKind#ROWS} apart, into runs of rows of one table. */
final class RowRuns {

    private static final int NONE = -1;

    private final Int2IntHashMap rowBytes = new Int2IntHashMap(NONE);

    /** Takes note of a table. To be called before blocks that have rows of it. */
    void onTable(TableBlock table) {
        rowBytes.put(table.definition().tableId(), table.rowBytes());
    }

    /** Goes through the runs of a block. */
    void forEach(DirectBuffer buffer, int offset, int length, RunSink sink) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at < SnapshotFormat.RUN_HEADER_BYTES) {
                throw new SnapshotException("a block ends inside a run of rows");
            }
            int tableId = buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
            int rows = buffer.getInt(at + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            int rowLength = rowBytes.get(tableId);
            at += SnapshotFormat.RUN_HEADER_BYTES;
            if (rowLength == NONE) {
                throw new SnapshotException("rows of a table that has no definition");
            }
            long bytes = rows * ((long) SnapshotFormat.KEY_BYTES + rowLength);
            if (rows < 0 || bytes > end - at) {
                throw new SnapshotException("a run of " + rows + " rows is longer than its block");
            }
            sink.onRun(tableId, at, rows, rowLength);
            at += (int) bytes;
        }
    }

    /** Sees runs go by: each row's key, then its bytes, one row behind the other. */
    @FunctionalInterface
    interface RunSink {

        void onRun(int tableId, int offset, int rows, int rowBytes);
    }
}
