package io.cairn.server.log;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.wire.TableDefinition;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.agrona.DirectBuffer;

/** What a file with tables of a {@link RandomLog} shows, as lines that can be compared. */
final class StateText implements SnapshotVisitor {

    private final Map<String, String> lines = new HashMap<>();

    Map<String, String> lines() {
        return lines;
    }

    @Override
    public void onTable(TableDefinition definition, long rows) {
        lines.put("table " + definition.tableId(), definition.spec().name() + " with " + rows + " rows");
    }

    @Override
    public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
        lines.put(kind.toString(), hex(buffer, offset, length));
    }

    @Override
    public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
        lines.put("row " + key + " of table " + tableId, hex(buffer, offset, RandomLog.ROW_BYTES));
    }

    private static String hex(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
