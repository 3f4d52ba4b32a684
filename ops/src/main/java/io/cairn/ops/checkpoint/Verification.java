package io.cairn.ops.checkpoint;

import io.cairn.client.checkpoint.Attachment;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.checkpoint.Manifest;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.ShardFile;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * What reading every byte of a checkpoint showed.
 *
 * @param rows   rows of all shards that were whole.
 * @param bytes  of all files that were whole.
 * @param tables tables of all shards that were whole, by id.
 * @param faults one for each file that is missing or not as it was written, with its name; empty if all is well.
 */
public record Verification(long rows, long bytes, List<TableSpec> tables, List<String> faults) {

    /** Keeps copies. */
    public Verification {
        tables = List.copyOf(tables);
        faults = List.copyOf(faults);
    }

    /**
     * Reads a checkpoint.
     *
     * @param folder  of the checkpoint.
     * @param display shows how many bytes are read.
     * @return what was found.
     */
    public static Verification of(CheckpointFolder folder, ProgressDisplay display) {
        Manifest manifest;
        try {
            manifest = folder.manifest();
        } catch (CairnException harmed) {
            return new Verification(0, 0, List.of(), List.of(harmed.getMessage()));
        }
        try (Progress progress = display.begin("verifying", "bytes", manifest.bytes())) {
            return read(folder, manifest, progress);
        }
    }

    private static Verification read(CheckpointFolder folder, Manifest manifest, Progress progress) {
        Map<Integer, TableSpec> tables = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        for (ShardFile file : manifest.rows().shards()) {
            try {
                long before = bytes;
                ShardFileReader.read(folder, file, new TableCollector(tables), read ->
                    progress.show(before + file.bytes() * read / Math.max(1, file.rows()), file.file()));
                rows += file.rows();
                bytes += file.bytes();
            } catch (RunException fault) {
                faults.add(fault.getMessage());
            }
        }
        for (Attachment attachment : manifest.attachments()) {
            try {
                folder.requireWhole(attachment);
                bytes += attachment.bytes();
            } catch (CairnException fault) {
                faults.add(fault.getMessage());
            }
        }
        progress.show(bytes, "");
        return new Verification(rows, bytes, List.copyOf(tables.values()), faults);
    }

    /**
     * Requires that nothing is wrong.
     *
     * @return this.
     * @throws RunException with all faults.
     */
    public Verification requireWhole() {
        if (!faults.isEmpty()) {
            throw new RunException("nothing is loaded, the checkpoint is harmed: " + String.join("; ", faults));
        }
        return this;
    }

    /** Takes note of the tables of a file. */
    private record TableCollector(Map<Integer, TableSpec> tables) implements SnapshotVisitor {

        @Override
        public void onTable(TableDefinition definition, long rows) {
            tables.put(definition.tableId(), definition.spec());
        }

        @Override
        public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
            // Sequences of clients: they stay in the file.
        }

        @Override
        public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
            // Read for its checksum and digest only.
        }
    }
}
