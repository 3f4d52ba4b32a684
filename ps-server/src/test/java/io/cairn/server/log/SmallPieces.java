package io.cairn.server.log;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.CopyMode;
import io.cairn.server.snapshot.RowCopy;
import io.cairn.server.snapshot.SnapshotOutput;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.wire.TableDefinition;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** A state whose every piece takes as long as a duty cycle gives to copies, so that each cycle copies one. */
record SmallPieces(SnapshotState state) implements SnapshotState {

    private static final long SLICE_NS = TimeUnit.MICROSECONDS.toNanos(100);

    @Override
    public RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output) {
        RowCopy rows = state.beginCopy(mode, position, output);
        return new RowCopy() {
            @Override
            public boolean copy() {
                long endNs = System.nanoTime() + SLICE_NS;
                boolean more = rows.copy();
                while (System.nanoTime() - endNs < 0) {
                    Thread.onSpinWait();
                }
                return more;
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }

    @Override
    public void onRestored(long end) {
        state.onRestored(end);
    }

    @Override
    public void clear() {
        state.clear();
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        state.onTable(definition, rows);
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        state.onBlock(kind, buffer, offset, length);
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        state.onRow(tableId, key, buffer, offset);
    }
}
