package io.cairn.server.shard;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.CopyMode;
import io.cairn.server.snapshot.RowCopy;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.wire.TableDefinition;
import org.agrona.DirectBuffer;

/** A shard's state on its way into snapshots and out of them. */
final class ShardSnapshot implements SnapshotState {

    private final ShardTables tables;
    private final ClientSequences sequences;

    ShardSnapshot(ShardTables tables, ClientSequences sequences) {
        this.tables = tables;
        this.sequences = sequences;
    }

    @Override
    public RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output) {
        ClientBlocks.write(sequences, output);
        return new ShardCopy(tables, mode, position, output);
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        tables.add(definition);
        tables.get(definition.tableId()).store().announce(rows);
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        if (kind != BlockKind.CLIENTS) {
            throw new IllegalArgumentException("a shard's snapshot has no block of kind " + kind);
        }
        ClientBlocks.read(buffer, offset, length, sequences);
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        tables.get(tableId).store().restore(key, buffer, offset);
    }

    @Override
    public void onRestored(long end) {
        tables.all().forEach(table -> table.applier().rowsMayBeAhead(end));
    }

    @Override
    public void clear() {
        tables.close();
        sequences.clear();
    }
}
