package io.cairn.server.gateway.resp;

import java.util.List;
import java.util.Set;

/**
 * MULTI and EXEC, as clients wrap around pipelines. What is between is done in order when EXEC comes; a push may be
 * applied between two reads of it.
 */
final class TransactionCommands {

    private static final Set<String> NAMES = Set.of("MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "QUIT", "RESET");

    private TransactionCommands() {
    }

    static List<RespCommand> all() {
        return List.of(
            RespCommand.of("MULTI", 1, TransactionCommands::multi),
            RespCommand.of("EXEC", 1, TransactionCommands::exec),
            RespCommand.of("DISCARD", 1, TransactionCommands::discard),
            RespCommand.of("WATCH", -2, (connection, request) -> {
                throw new IllegalArgumentException("WATCH is for writes, and this gateway only reads");
            }),
            RespCommand.of("UNWATCH", 1, (connection, request) -> RespWriter.simple(connection.reply(), "OK")));
    }

    /** Whether a command is done at once, even within a transaction. */
    static boolean isOne(RespCommand command) {
        return NAMES.contains(command.name());
    }

    static void queue(RespConnection connection, RespRequest request) {
        if (connection.transaction().add(request.kept())) {
            RespWriter.simple(connection.reply(), "QUEUED");
        } else {
            RespWriter.error(connection.reply(), "ERR", "too many commands in one transaction");
        }
    }

    private static void multi(RespConnection connection, RespRequest request) {
        if (connection.transaction().isOpen()) {
            throw new IllegalArgumentException("MULTI calls can not be nested");
        }
        connection.transaction().begin();
        RespWriter.simple(connection.reply(), "OK");
    }

    private static void exec(RespConnection connection, RespRequest request) {
        Transaction transaction = connection.transaction();
        if (!transaction.isOpen()) {
            throw new IllegalArgumentException("EXEC without MULTI");
        }
        List<RespRequest> requests = transaction.end();
        if (transaction.isFailed()) {
            RespWriter.error(connection.reply(), "EXECABORT", "Transaction discarded because of previous errors.");
            return;
        }
        RespWriter.array(connection.reply(), requests.size());
        requests.forEach(connection::execute);
    }

    private static void discard(RespConnection connection, RespRequest request) {
        if (!connection.transaction().isOpen()) {
            throw new IllegalArgumentException("DISCARD without MULTI");
        }
        connection.transaction().end();
        RespWriter.simple(connection.reply(), "OK");
    }
}
