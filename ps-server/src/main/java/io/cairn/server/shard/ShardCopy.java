package io.cairn.server.shard;

import io.cairn.server.snapshot.CopyMode;
import io.cairn.server.snapshot.RowCopy;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.store.RowCursor;
import io.cairn.server.store.RowVisitor;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a shard's tables on their way into a file. For a cut each table's applier shows rows here before it
 * changes them, until all rows are copied. Tables that are dropped meanwhile live on until then.
 */
final class ShardCopy implements RowCopy {

    private final ShardTables tables;
    private final List<Copied> copied = new ArrayList<>();
    private int current;

    ShardCopy(ShardTables tables, CopyMode mode, long position, SnapshotOutput output) {
        this.tables = tables;
        tables.keepRemoved();
        for (ShardTable table : tables.all()) {
            RowCursor rows = mode == CopyMode.CUT ? table.store().freeze(position) : table.store().cursor();
            output.table(table.definition(), rows.rows(), table.store().rowBytes());
            int tableId = table.id();
            RowVisitor visitor = (key, row) -> output.row(tableId, key, row);
            if (mode == CopyMode.CUT) {
                table.applier().guard((keys, keysOffset, keyCount, addresses) ->
                    rows.beforeChange(keys, keysOffset, keyCount, addresses, visitor));
            }
            copied.add(new Copied(table, rows, visitor));
        }
    }

    @Override
    public boolean copy() {
        if (current < copied.size()) {
            Copied table = copied.get(current);
            if (!table.rows.show(table.visitor)) {
                table.table.applier().guard(RowGuard.NONE);
                current++;
            }
        }
        return current < copied.size();
    }

    @Override
    public void close() {
        for (Copied table : copied) {
            table.table.applier().guard(RowGuard.NONE);
        }
        tables.closeRemoved();
    }

    private record Copied(ShardTable table, RowCursor rows, RowVisitor visitor) {
    }
}
