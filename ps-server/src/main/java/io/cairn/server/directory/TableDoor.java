package io.cairn.server.directory;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.log.TableCommands;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.CreateTableDecoder;
import io.cairn.wire.codecs.DropTableDecoder;
import io.cairn.wire.codecs.DropTableEncoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Requests to create and drop tables. What is asked is compared with what is: a request goes into the log only while
 * they differ, and is answered once they agree and every shard has followed. So a request repeated after a failure does
 * no harm, whatever became of the first.
 */
final class TableDoor {

    private static final int NO_TABLE = -1;

    private final TableRegistry tables;
    private final TableCommands commands;
    private final RefusalPublisher refusals;
    private final Reconciliation reconciliation;
    private final ReplicaStatus status;
    private final NodeCapacity capacity;
    private final int tablesMax;
    private final CreateTableDecoder createTable = new CreateTableDecoder();
    private final DropTableDecoder dropTable = new DropTableDecoder();
    private final UnsafeBuffer blob = new UnsafeBuffer(0, 0);
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final DropTableEncoder drop = new DropTableEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    TableDoor(DirectoryContext context, TableRegistry tables) {
        this.tables = tables;
        commands = new TableCommands(context.ingress(), context.status());
        refusals = context.refusals();
        reconciliation = context.reconciliation();
        status = context.status();
        capacity = context.capacity();
        tablesMax = context.cluster().limits().tablesMax();
    }

    Action onCreateTable(RequestSession session, Request request) {
        createTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        createTable.wrapDefinition(blob);
        request.requireEnd(createTable.limit());
        TableSpec asked;
        try {
            asked = TableDefinitionCodec.decode(blob, 0, blob.capacity()).spec();
        } catch (IllegalArgumentException e) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.INVALID_TABLE, 0, e.getMessage()));
        }
        Optional<TableDefinition> here = tables.table(asked.name());
        if (here.isPresent()) {
            return here.get().spec().equals(asked)
                ? answerWhenInForce(session, request, here.get().tableId(), createTable.timeoutMs())
                : refusals.refuse(session, request, new Refusal(
                    ErrorCode.TABLE_MISMATCH, 0, TableDifference.between(here.get().spec(), asked)));
        }
        Refusal room = checkRoom();
        if (room.refuses()) {
            return refusals.refuse(session, request, room);
        }
        commands.forward(session, request);
        return awaitUntil(session, request, createTable.timeoutMs(), "the directory's log has not taken the table");
    }

    private Refusal checkRoom() {
        return tables.tables().size() < tablesMax ? capacity.checkRoom() : new Refusal(ErrorCode.TOO_MANY_TABLES,
            tablesMax, "the cluster has " + tablesMax + " tables, its limit (limits.tablesMax)");
    }

    /**
     * What is dropped is the table that had the name when the request was shown first. The same name may stand for
     * another table by the time this one is gone everywhere.
     */
    Action onDropTable(RequestSession session, Request request) {
        dropTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        // First, for reading the name makes an array of the length that the message claims.
        request.requireEnd(dropTable.limit() + DropTableDecoder.nameHeaderLength() + dropTable.nameLength());
        String name = dropTable.name();
        if (session.progress() == 0) {
            session.progress(tables.table(name).map(TableDefinition::tableId).orElse(NO_TABLE));
        }
        int tableId = session.progress();
        if (!tables.has(name, tableId)) {
            return answerWhenInForce(session, request, Math.max(tableId, 0), dropTable.timeoutMs());
        }
        Optional<String> alias = tables.aliasOf(tableId);
        if (alias.isPresent() && !commands.underWay(session)) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.TABLE_HAS_ALIAS, tableId,
                "alias '" + alias.get() + "' stands for table '" + name + "'"));
        }
        drop.wrapAndApplyHeader(message, 0, header)
            .correlationId(request.correlationId())
            .tableId(tableId)
            .timeoutMs(0)
            .name(name);
        commands.forward(session, message, 0, MessageHeaderEncoder.ENCODED_LENGTH + drop.encodedLength());
        return awaitUntil(session, request, dropTable.timeoutMs(), "the directory's log has not taken the drop");
    }

    private Action answerWhenInForce(RequestSession session, Request request, int tableId, int timeoutMs) {
        return reconciliation.versionInForce() < tables.version()
            ? awaitUntil(session, request, timeoutMs, reconciliation.laggards())
            : commands.answer(session, request, tableId);
    }

    private Action awaitUntil(RequestSession session, Request request, int timeoutMs, String missing) {
        if (request.nowNs() - session.firstSeenNs() < TimeUnit.MILLISECONDS.toNanos(timeoutMs)) {
            return Action.ABORT;
        }
        return refusals.refuse(session, request, new Refusal(ErrorCode.DEADLINE_EXCEEDED, status.position(),
            "not in force after " + timeoutMs + " ms, but may come to be: " + missing));
    }
}
