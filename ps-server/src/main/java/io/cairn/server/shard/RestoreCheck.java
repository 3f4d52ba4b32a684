package io.cairn.server.shard;

import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.UniqueKeys;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.RestoreRowsDecoder;

/** Checks restored rows before they reach the log. Their values are taken as they are: a table may hold any. */
final class RestoreCheck {

    private static final int ROW_BYTES_MIN = 24;

    private final ShardTables tables;
    private final SlotOwnership ownership;
    private final UniqueKeys uniqueKeys;
    private final RestoreRowsDecoder restore = new RestoreRowsDecoder();

    RestoreCheck(ShardContext context, ShardTables tables, SlotOwnership ownership) {
        this.tables = tables;
        this.ownership = ownership;
        uniqueKeys =
            new UniqueKeys(context.cluster().limits().messageBytesMax() / (KeyBlock.KEY_BYTES + ROW_BYTES_MIN));
    }

    Refusal check(RequestSession session, Request request) {
        restore.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        int rowCount = restore.rowCount();
        int rowBytes = restore.rowBytes();
        int blockOffset = KeyBlock.offset(request.headerAndBlockLength());
        long length = blockOffset + (long) rowCount * (KeyBlock.KEY_BYTES + (long) rowBytes);
        if (restore.clientId() != session.clientId()) {
            return PushDoor.malformed(
                "rows of client " + restore.clientId() + " in a session of client " + session.clientId());
        }
        if (rowCount < 1 || rowBytes < ROW_BYTES_MIN || length != request.length()) {
            return PushDoor.malformed(rowCount + " stored rows of " + rowBytes + " bytes in a message of "
                + request.length() + " bytes");
        }
        ShardTable table = tables.get(restore.tableId());
        if (table == null) {
            return ShardRefusals.unknownTable(restore.tableId());
        }
        int keysOffset = request.offset() + blockOffset;
        if (!ownership.covers(restore.slotMapVersion(), request.buffer(), keysOffset, rowCount)) {
            return ShardRefusals.staleSlotMap(restore.slotMapVersion(), ownership.slotMapVersion());
        }
        if (rowBytes != table.store().rowBytes()) {
            return new Refusal(ErrorCode.WRONG_DIMENSION, table.dimension(), "stored rows of " + rowBytes
                + " bytes for a table whose rows have " + table.store().rowBytes());
        }
        int duplicate = uniqueKeys.firstDuplicate(request.buffer(), keysOffset, rowCount);
        if (duplicate != UniqueKeys.NONE) {
            long key = KeyBlock.key(request.buffer(), keysOffset, duplicate);
            return new Refusal(ErrorCode.DUPLICATE_KEY, key, "key " + key + " stands twice among restored rows");
        }
        return Refusal.NONE;
    }
}
