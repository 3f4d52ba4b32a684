package io.cairn.server.snapshot;

import io.cairn.wire.TableDefinition;
import org.agrona.DirectBuffer;

/** Is shown what is in a snapshot file, block by block, on the thread that reads it. */
public interface SnapshotVisitor {

    /**
     * A table; its rows come later.
     *
     * @param definition the table.
     * @param rows       how many of its rows will come; more or fewer if it changed while it was copied.
     */
    void onTable(TableDefinition definition, long rows);

    /**
     * What {@link SnapshotState#beginCopy} wrote as a block.
     *
     * @param kind   of the block.
     * @param buffer holds its content during this call.
     * @param offset of the first byte.
     * @param length in bytes.
     */
    void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length);

    /**
     * A row.
     *
     * @param tableId of a table shown before.
     * @param key     of the row.
     * @param buffer  holds the row during this call.
     * @param offset  of its first byte.
     */
    void onRow(int tableId, long key, DirectBuffer buffer, int offset);
}
