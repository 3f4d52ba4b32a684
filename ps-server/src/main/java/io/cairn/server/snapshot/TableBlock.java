package io.cairn.server.snapshot;

import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Content of a block of kind {@link BlockKind#TABLE}.
 *
 * @param definition the table.
 * @param rows       how many it had when the copy began.
 * @param rowBytes   length of each.
 */
record TableBlock(TableDefinition definition, long rows, int rowBytes) {

    private static final int ROWS_OFFSET = 0;
    private static final int ROW_BYTES_OFFSET = 8;
    private static final int DEFINITION_OFFSET = 16;

    TableBlock {
        if (rowBytes < 0) {
            throw new SnapshotException("a table with rows of " + rowBytes + " bytes");
        }
    }

    static TableBlock decode(DirectBuffer buffer, int offset, int length) {
        try {
            TableDefinition definition = TableDefinitionCodec.decode(
                buffer, offset + DEFINITION_OFFSET, length - DEFINITION_OFFSET);
            return new TableBlock(definition,
                buffer.getLong(offset + ROWS_OFFSET, ByteOrder.LITTLE_ENDIAN),
                buffer.getInt(offset + ROW_BYTES_OFFSET, ByteOrder.LITTLE_ENDIAN));
        } catch (IllegalArgumentException e) {
            throw new SnapshotException("a table's definition: " + e.getMessage(), e);
        }
    }

    DirectBuffer encode() {
        byte[] message = TableDefinitionCodec.encode(definition.tableId(), definition.spec());
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[DEFINITION_OFFSET + message.length]);
        buffer.putLong(ROWS_OFFSET, rows, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(ROW_BYTES_OFFSET, rowBytes, ByteOrder.LITTLE_ENDIAN);
        buffer.putBytes(DEFINITION_OFFSET, message);
        return buffer;
    }
}
