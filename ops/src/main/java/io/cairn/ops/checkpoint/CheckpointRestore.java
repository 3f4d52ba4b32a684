package io.cairn.ops.checkpoint;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.checkpoint.Manifest;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardFile;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import io.cairn.server.store.RowDescriptor;
import io.cairn.table.TableSpec;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;

/**
 * Brings the rows of a checkpoint into a running cluster by their keys, as pushes go, whatever its number of shards and
 * slots. All of the checkpoint is read once before the first row is sent.
 */
public final class CheckpointRestore {

    private static final String REMEDY = "'cairn tables drop %s' drops it, then try again";

    private final CheckpointFolder folder;
    private final EmbeddingClient client;
    private final ProgressDisplay display;

    /**
     * A restore that has not begun.
     *
     * @param folder  of the checkpoint.
     * @param client  of the cluster.
     * @param display shows how far it is.
     */
    public CheckpointRestore(CheckpointFolder folder, EmbeddingClient client, ProgressDisplay display) {
        this.folder = folder;
        this.client = client;
        this.display = display;
    }

    /**
     * Restores all tables.
     *
     * @return what was restored.
     * @throws RunException if the checkpoint is harmed or has no rows of a cluster, or if the cluster has rows of a
     *                      table of it; nothing is loaded then.
     */
    public Restored all() {
        Verification whole = Verification.of(folder, display).requireWhole();
        if (folder.manifest().rows().shards().isEmpty()) {
            throw new RunException(folder.path() + " has no rows of a cluster: they are a trainer's own");
        }
        return load(whole, name -> true);
    }

    /**
     * Has a table stand as in the checkpoint, so that training can go on: restores it if the cluster has no rows of it,
     * and otherwise compares all of them.
     *
     * @param table its name.
     * @throws RunException if the checkpoint is harmed, or the rows are others than those of the checkpoint.
     */
    public void resume(String table) {
        Verification whole = Verification.of(folder, display).requireWhole();
        if (whole.tables().stream().noneMatch(spec -> spec.name().equals(table))) {
            throw new RunException(folder.path() + " has no table '" + table + "', but "
                + whole.tables().stream().map(TableSpec::name).toList() + "; --table says which is meant");
        }
        Optional<Table> present = client.clusterView().table(table).filter(known -> rows(known) > 0);
        if (present.isEmpty()) {
            load(whole, table::equals);
        } else {
            compare(present.get());
        }
    }

    private Restored load(Verification whole, Predicate<String> wanted) {
        List<TableSpec> specs = whole.tables().stream().filter(spec -> wanted.test(spec.name())).toList();
        ClusterView view = client.clusterView();
        for (TableSpec spec : specs) {
            long rows = view.table(spec.name()).map(this::rows).orElse(0L);
            if (rows > 0) {
                throw new RunException("table '" + spec.name() + "' has " + rows + " rows in the cluster, nothing is "
                    + "loaded; " + REMEDY.formatted(spec.name()));
            }
        }
        Map<String, Table> tables = new TreeMap<>();
        specs.forEach(spec -> tables.put(spec.name(), client.createTable(spec)));
        read("restoring", tables, client::restore);
        client.flush();
        List<RestoredTable> restored = tables.values().stream()
            .map(table -> new RestoredTable(table.name(), rows(table))).toList();
        return new Restored(restored, whole.rows(), whole.bytes());
    }

    private void compare(Table table) {
        LookupRows found = new LookupRows();
        long[] compared = new long[1];
        read("comparing", Map.of(table.name(), table), (of, keys, count, rows, rowBytes) -> {
            client.lookup(of, keys, count, found);
            for (int i = 0; i < count; i++) {
                requireEqual(of, keys[i], rows, i * rowBytes, found, i);
            }
            compared[0] += count;
        });
        if (rows(table) != compared[0]) {
            throw others(table, "it has " + rows(table) + " rows, the checkpoint " + compared[0]);
        }
    }

    private void requireEqual(Table table, long key, DirectBuffer rows, int offset, LookupRows found, int row) {
        long pushes = Integer.toUnsignedLong(rows.getInt(
            offset + RowDescriptor.PUSH_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN));
        if (found.pushCount(row) != pushes) {
            throw others(table, "key " + key + " was pushed " + found.pushCount(row) + " times, in the checkpoint "
                + pushes + " times");
        }
        for (int column = 0; column < table.dimension(); column++) {
            int saved = rows.getInt(
                offset + RowDescriptor.WEIGHTS_OFFSET + column * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            if (Float.floatToRawIntBits(found.weight(row, column)) != saved) {
                throw others(table, "key " + key + " has other weights");
            }
        }
    }

    private RunException others(Table table, String difference) {
        return new RunException("the rows of table '" + table.name() + "' in the cluster are not those of "
            + folder.path() + ": " + difference + "; " + REMEDY.formatted(table.name()));
    }

    private void read(String task, Map<String, Table> tables, RowBatches.Destination destination) {
        Manifest manifest = folder.manifest();
        RowBatches batches = new RowBatches(name -> Optional.ofNullable(tables.get(name)), destination);
        try (Progress progress = display.begin(task, "rows", manifest.rows().rows())) {
            long before = 0;
            for (ShardFile file : manifest.rows().shards()) {
                long done = before;
                ShardFileReader.read(folder, file, batches, rows -> progress.show(done + rows, file.file()));
                before += file.rows();
            }
            batches.finish();
        }
    }

    private long rows(Table table) {
        return client.shardViews().stream()
            .flatMap(shard -> shard.tables().stream())
            .filter(known -> known.tableId() == table.id())
            .mapToLong(ShardView.TableRows::rows)
            .sum();
    }

    /**
     * What was restored.
     *
     * @param tables by name.
     * @param rows   rows of the checkpoint.
     * @param bytes  bytes of the checkpoint.
     */
    public record Restored(List<RestoredTable> tables, long rows, long bytes) {

        /** Keeps a copy. */
        public Restored {
            tables = List.copyOf(tables);
        }
    }

    /**
     * A table that was restored.
     *
     * @param table its name.
     * @param rows  rows that it has in the cluster.
     */
    public record RestoredTable(String table, long rows) {
    }
}
