package io.cairn.ops.checkpoint;

import io.cairn.client.view.Table;
import io.cairn.server.optimizer.Optimizers;
import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.server.store.RowDescriptor;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers rows of files of shards into batches for a cluster, table by table. Ids of tables are those of the file;
 * names say which table of the cluster is meant. Used by one thread.
 */
final class RowBatches implements SnapshotVisitor {

    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_ROWS_MAX = 4096;

    private final Function<String, Optional<Table>> tablesByName;
    private final Destination destination;
    private final Map<Integer, Optional<Batch>> batches = new TreeMap<>();

    /** Takes batches; the arrays are used again afterwards. */
    interface Destination {

        /** Row i of the table, with its header and optimizer state, begins at i times the row bytes. */
        void take(Table table, long[] keys, int count, DirectBuffer rows, int rowBytes);
    }

    RowBatches(Function<String, Optional<Table>> tablesByName, Destination destination) {
        this.tablesByName = tablesByName;
        this.destination = destination;
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        batches.computeIfAbsent(
            definition.tableId(), id -> tablesByName.apply(definition.spec().name()).map(Batch::new));
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        // Sequences of clients: they stay in the file.
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        batches.get(tableId).ifPresent(batch -> batch.add(key, buffer, offset));
    }

    /** Hands on what is left. */
    void finish() {
        batches.values().forEach(batch -> batch.ifPresent(Batch::handOn));
    }

    private final class Batch {

        private final Table table;
        private final int rowBytes;
        private final long[] keys;
        private final UnsafeBuffer rows;
        private int count;

        Batch(Table table) {
            this.table = table;
            TableSpec spec = table.spec();
            int stateFloats = Optimizers.of(spec.optimizer(), spec.dimension()).initialState().length;
            rowBytes = RowDescriptor.rowBytes(spec.dimension(), stateFloats);
            keys = new long[Math.max(1, Math.min(BATCH_ROWS_MAX, BATCH_BYTES / rowBytes))];
            rows = new UnsafeBuffer(new byte[keys.length * rowBytes]);
        }

        void add(long key, DirectBuffer buffer, int offset) {
            rows.putBytes(count * rowBytes, buffer, offset, rowBytes);
            keys[count++] = key;
            if (count == keys.length) {
                handOn();
            }
        }

        void handOn() {
            if (count > 0) {
                destination.take(table, keys, count, rows, rowBytes);
                count = 0;
            }
        }
    }
}
