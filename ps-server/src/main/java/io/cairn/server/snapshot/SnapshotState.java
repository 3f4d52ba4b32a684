package io.cairn.server.snapshot;

import io.cairn.wire.TableDefinition;
import org.agrona.DirectBuffer;

/**
 * A state that snapshots are taken of and that is restored from one. Used by one thread at a time: the one that starts
 * the replica while it restores, its owner thread from then on.
 */
public interface SnapshotState {

    /**
     * Freezes the state as it is now. What is small is written at once, the rest stays to be copied.
     *
     * @param position place in the log that the state is at.
     * @param output   takes what is written, now and later.
     * @return what is still to be copied.
     */
    FrozenState freeze(long position, SnapshotOutput output);

    /**
     * Restores a table without rows.
     *
     * @param definition the table.
     * @param rows       how many of its rows will be restored.
     */
    void onTable(TableDefinition definition, long rows);

    /**
     * Restores what {@link #freeze} wrote as a block.
     *
     * @param kind   of the block.
     * @param buffer holds its content during this call.
     * @param offset of the first byte.
     * @param length in bytes.
     */
    void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length);

    /**
     * Restores a row.
     *
     * @param tableId of a table restored before.
     * @param key     of the row.
     * @param buffer  holds the row during this call.
     * @param offset  of its first byte.
     */
    void onRow(int tableId, long key, DirectBuffer buffer, int offset);

    /** Forgets everything, as before the first message of the log. */
    void clear();
}
