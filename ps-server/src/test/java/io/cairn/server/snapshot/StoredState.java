package io.cairn.server.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.server.store.NativeMemory;
import io.cairn.server.store.RowCursor;
import io.cairn.server.store.RowStore;
import io.cairn.server.store.StoreFixtures;
import io.cairn.wire.TableDefinition;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A state of one table and a few bytes, as small as a state can be. */
final class StoredState implements SnapshotState, AutoCloseable {

    static final int TABLE = 3;
    private static final int SLOTS = 16;
    private static final byte[] OTHER = {1, 2, 3, 4, 5};

    private final NativeMemory memory;
    private RowStore store;
    private int tables;

    StoredState(NativeMemory memory) {
        this.memory = memory;
        clear();
    }

    RowStore store() {
        return store;
    }

    @Override
    public RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output) {
        RowCursor rows = mode == CopyMode.CUT ? store.freeze(position) : store.cursor();
        output.block(BlockKind.CLIENTS, new UnsafeBuffer(OTHER), 0, OTHER.length);
        output.table(new TableDefinition(TABLE, store.spec()), rows.rows(), store.rowBytes());
        return new RowCopy() {
            @Override
            public boolean copy() {
                return rows.show((key, row) -> output.row(TABLE, key, row));
            }

            @Override
            public void close() {
                // Nothing changes these rows.
            }
        };
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        assertEquals(new TableDefinition(TABLE, store.spec()), definition);
        tables++;
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        assertEquals(BlockKind.CLIENTS, kind);
        assertEquals(new UnsafeBuffer(OTHER), new UnsafeBuffer(buffer, offset, length));
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        assertEquals(TABLE, tableId);
        assertEquals(1, tables);
        store.restore(key, buffer, offset);
    }

    @Override
    public void onRestored(long end) {
        // Nothing is replayed onto these rows.
    }

    @Override
    public void clear() {
        close();
        tables = 0;
        store = new RowStore(StoreFixtures.table(4, 1000), SLOTS, new float[0], memory);
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
