package io.cairn.server.shard;

import io.cairn.server.snapshot.FrozenState;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.store.FrozenRows;
import io.cairn.server.store.RowVisitor;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a shard's tables at one position. Each table's applier shows rows here before it changes them, until all
 * rows are copied; tables that are dropped meanwhile live on until then.
 */
final class FrozenShard implements FrozenState {

    private final ShardTables tables;
    private final List<Frozen> frozen = new ArrayList<>();
    private int current;

    FrozenShard(ShardTables tables, long position, SnapshotOutput output) {
        this.tables = tables;
        tables.keepRemoved();
        for (ShardTable table : tables.all()) {
            FrozenRows rows = table.store().freeze(position);
            output.table(table.definition(), rows.rows(), table.store().rowBytes());
            int tableId = table.id();
            RowVisitor visitor = (key, row) -> output.row(tableId, key, row);
            table.applier().guard((keys, keysOffset, keyCount, addresses) ->
                rows.beforeChange(keys, keysOffset, keyCount, addresses, visitor));
            frozen.add(new Frozen(table, rows, visitor));
        }
    }

    @Override
    public boolean copy() {
        if (current < frozen.size()) {
            Frozen table = frozen.get(current);
            if (!table.rows.show(table.visitor)) {
                table.table.applier().guard(RowGuard.NONE);
                current++;
            }
        }
        return current < frozen.size();
    }

    @Override
    public void close() {
        for (Frozen table : frozen) {
            table.table.applier().guard(RowGuard.NONE);
        }
        tables.closeRemoved();
    }

    private record Frozen(ShardTable table, FrozenRows rows, RowVisitor visitor) {
    }
}
