package io.cairn.server.directory;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.TableCommands;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.CreateTableDecoder;
import io.cairn.wire.codecs.DropTableDecoder;
import io.cairn.wire.codecs.ErrorCode;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Requests to create and drop tables. What is asked is compared with what is: a request goes into the log only while
 * they differ, and is answered once they agree and every shard has followed. So a request repeated after a failure does
 * no harm, whatever became of the first.
 */
final class TableDoor {

    private final TableRegistry tables;
    private final TableCommands commands;
    private final RefusalPublisher refusals;
    private final Reconciliation reconciliation;
    private final int tablesMax;
    private final CreateTableDecoder createTable = new CreateTableDecoder();
    private final DropTableDecoder dropTable = new DropTableDecoder();
    private final UnsafeBuffer blob = new UnsafeBuffer(0, 0);

    TableDoor(DirectoryContext context, TableRegistry tables) {
        this.tables = tables;
        commands = new TableCommands(context.ingress(), context.status());
        refusals = context.refusals();
        reconciliation = context.reconciliation();
        tablesMax = context.cluster().limits().tablesMax();
    }

    Action onCreateTable(RequestSession session, Request request) {
        createTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        createTable.wrapDefinition(blob);
        TableSpec asked;
        try {
            asked = TableDefinitionCodec.decode(blob, 0).spec();
        } catch (IllegalArgumentException e) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.INVALID_TABLE, 0, e.getMessage()));
        }
        Optional<TableDefinition> here = tables.table(asked.name());
        if (here.isPresent()) {
            return here.get().spec().equals(asked)
                ? answerWhenInForce(session, request, here.get().tableId())
                : refusals.refuse(session, request, new Refusal(
                    ErrorCode.TABLE_MISMATCH, 0, TableDifference.between(here.get().spec(), asked)));
        }
        if (tables.tables().size() >= tablesMax) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.TOO_MANY_TABLES, tablesMax,
                "the cluster has " + tablesMax + " tables, its limit (limits.tablesMax)"));
        }
        return commands.forward(session, request);
    }

    Action onDropTable(RequestSession session, Request request) {
        dropTable.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        Optional<TableDefinition> here = tables.table(dropTable.name());
        if (here.isPresent()) {
            session.progress(here.get().tableId());
            return commands.forward(session, request);
        }
        return answerWhenInForce(session, request, session.progress());
    }

    private Action answerWhenInForce(RequestSession session, Request request, int tableId) {
        return reconciliation.versionInForce() < tables.version()
            ? Action.ABORT
            : commands.answer(session, request, tableId);
    }
}
