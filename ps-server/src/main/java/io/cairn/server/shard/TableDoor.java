package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.TableCommands;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.RemoveTableDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Tables come and go on the directory's word. A request is answered as soon as the shard is as asked, however it came
 * to be so; until then it goes into the log once, and again if the log lost it.
 */
final class TableDoor {

    private final ShardTables tables;
    private final TableCommands commands;
    private final RefusalPublisher refusals;
    private final AddTableDecoder addTable = new AddTableDecoder();
    private final RemoveTableDecoder removeTable = new RemoveTableDecoder();
    private final UnsafeBuffer blob = new UnsafeBuffer(0, 0);

    TableDoor(ShardContext context, ShardTables tables) {
        this.tables = tables;
        commands = new TableCommands(context.ingress(), context.status());
        refusals = context.refusals();
    }

    Action onAddTable(RequestSession session, Request request) {
        addTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        addTable.wrapDefinition(blob);
        request.requireEnd(addTable.limit());
        TableDefinition definition;
        try {
            definition = TableDefinitionCodec.decode(blob, 0, blob.capacity());
        } catch (IllegalArgumentException e) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.INVALID_TABLE, 0, e.getMessage()));
        }
        if (definition.tableId() < 1) {
            return refusals.refuse(session, request,
                new Refusal(ErrorCode.INVALID_TABLE, 0, "tables get their ids from the directory"));
        }
        int tableId = definition.tableId();
        return tables.contains(tableId)
            ? commands.answer(session, request, tableId)
            : commands.forward(session, request);
    }

    Action onRemoveTable(RequestSession session, Request request) {
        removeTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        int tableId = removeTable.tableId();
        return tables.contains(tableId)
            ? commands.forward(session, request)
            : commands.answer(session, request, tableId);
    }
}
