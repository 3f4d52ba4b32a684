package io.cairn.server.directory;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.log.TableCommands;
import io.cairn.table.AliasName;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.RemoveAliasDecoder;
import io.cairn.wire.codecs.SetAliasDecoder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Requests to set and remove aliases. As with tables, a request goes into the log only while what is asked differs from
 * what is, and is answered once they agree. No shard has to follow, so a switch never waits for one that is late.
 */
final class AliasDoor {

    private final TableRegistry tables;
    private final TableCommands commands;
    private final RefusalPublisher refusals;
    private final ReplicaStatus status;
    private final int aliasesMax;
    private final SetAliasDecoder setAlias = new SetAliasDecoder();
    private final RemoveAliasDecoder removeAlias = new RemoveAliasDecoder();
    private final UnsafeBuffer aliasText = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer tableText = new UnsafeBuffer(0, 0);

    AliasDoor(DirectoryContext context, TableRegistry tables) {
        this.tables = tables;
        commands = new TableCommands(context.ingress(), context.status());
        refusals = context.refusals();
        status = context.status();
        aliasesMax = context.cluster().limits().tablesMax();
    }

    Action onSetAlias(RequestSession session, Request request) {
        setAlias.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        setAlias.wrapAlias(aliasText);
        setAlias.wrapTable(tableText);
        request.requireEnd(setAlias.limit());
        if (commands.underWay(session)) {
            return awaitUntil(session, request, setAlias.timeoutMs());
        }
        String alias = text(aliasText);
        String tableName = text(tableText);
        Refusal refusal = check(alias, tableName);
        if (refusal.refuses()) {
            return refusals.refuse(session, request, refusal);
        }
        TableDefinition table = tables.table(tableName).orElseThrow();
        if (tables.aliased(alias).equals(Optional.of(table.tableId()))) {
            return commands.answer(session, request, table.tableId());
        }
        commands.forward(session, request);
        return awaitUntil(session, request, setAlias.timeoutMs());
    }

    private Refusal check(String alias, String table) {
        try {
            new AliasName(alias);
        } catch (IllegalArgumentException e) {
            return new Refusal(ErrorCode.INVALID_ALIAS, 0, e.getMessage());
        }
        if (tables.table(table).isEmpty()) {
            return new Refusal(ErrorCode.UNKNOWN_TABLE, 0, "there is no table '" + table
                + "' that alias '" + alias + "' could stand for");
        }
        if (tables.aliased(alias).isEmpty() && tables.aliases().size() >= aliasesMax) {
            return new Refusal(ErrorCode.TOO_MANY_ALIASES, aliasesMax,
                "the cluster has " + aliasesMax + " aliases, as many as it may have tables (limits.tablesMax)");
        }
        return Refusal.NONE;
    }

    Action onRemoveAlias(RequestSession session, Request request) {
        removeAlias.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        removeAlias.wrapAlias(aliasText);
        request.requireEnd(removeAlias.limit());
        if (commands.underWay(session)) {
            return awaitUntil(session, request, removeAlias.timeoutMs());
        }
        Optional<Integer> tableId = tables.aliased(text(aliasText));
        if (tableId.isEmpty()) {
            return commands.answer(session, request, session.progress());
        }
        session.progress(tableId.get());
        commands.forward(session, request);
        return awaitUntil(session, request, removeAlias.timeoutMs());
    }

    private static String text(DirectBuffer buffer) {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    private Action awaitUntil(RequestSession session, Request request, int timeoutMs) {
        if (request.nowNs() - session.firstSeenNs() < TimeUnit.MILLISECONDS.toNanos(timeoutMs)) {
            return Action.ABORT;
        }
        return refusals.refuse(session, request, new Refusal(ErrorCode.DEADLINE_EXCEEDED, status.position(),
            "not in force after " + timeoutMs + " ms, but may come to be: the directory's log has not taken it"));
    }
}
