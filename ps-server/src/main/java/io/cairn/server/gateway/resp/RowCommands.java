package io.cairn.server.gateway.resp;

import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.server.gateway.lookup.LookupError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Commands that read rows. A key of Redis is a table and a key of it, {@code items:42}; a hash of Redis is a table, and
 * its fields are the keys. Options stand behind the table's name, see {@link TableArgument}.
 */
final class RowCommands {

    List<RespCommand> all() {
        return List.of(
            new RespCommand("GET", 2, 1, 1, this::get),
            new RespCommand("MGET", -2, 1, -1, this::mget),
            new RespCommand("HGET", 3, 1, 1, this::hget),
            new RespCommand("HMGET", -3, 1, 1, this::hmget),
            new RespCommand("EXISTS", -2, 1, -1, this::exists),
            new RespCommand("HEXISTS", 3, 1, 1, this::hexists),
            new RespCommand("HLEN", 2, 1, 1, this::hlen),
            RespCommand.of("DBSIZE", 1, this::dbsize));
    }

    private void get(RespConnection connection, RespRequest request) {
        connection.submit(keyed(connection, request, 1, 2, RespReply.Shape.ROW));
    }

    private void exists(RespConnection connection, RespRequest request) {
        if (sameTableEnd(request, 1) < request.count()) {
            throw new IllegalArgumentException("EXISTS takes keys of one table, got several");
        }
        connection.submit(keyed(connection, request, 1, request.count(), RespReply.Shape.COUNT));
    }

    /** Keys of one table are one lookup; where the table changes, another one goes on with the array. */
    private void mget(RespConnection connection, RespRequest request) {
        int end = sameTableEnd(request, 1);
        if (end == request.count()) {
            connection.submit(keyed(connection, request, 1, end, RespReply.Shape.ROWS));
            return;
        }
        List<RespReply> parts = new ArrayList<>();
        for (int first = 1; first < request.count(); first = end) {
            end = sameTableEnd(request, first);
            parts.add(keyed(connection, request, first, end, RespReply.Shape.MORE_ROWS));
        }
        RespWriter.array(connection.reply(), request.count() - 1);
        parts.forEach(connection::submit);
    }

    /** A lookup of keys with their table before them. */
    private static RespReply keyed(
        RespConnection connection, RespRequest request, int first, int end, RespReply.Shape shape) {
        int tableBytes = tableBytes(request, first);
        RespReply draft = connection.draft(shape);
        TableArgument table = connection.table(request.bytes(first), request.start(first), tableBytes);
        draft.lookup().begin(table.name(), table.options());
        for (int i = first; i < end; i++) {
            int start = request.start(i);
            KeyArgument.add(draft.lookup(), request.bytes(i), start + tableBytes + 1, start + request.length(i));
        }
        return draft;
    }

    /** Bytes before the last colon. */
    private static int tableBytes(RespRequest request, int argument) {
        byte[] bytes = request.bytes(argument);
        int start = request.start(argument);
        for (int at = start + request.length(argument) - 1; at > start; at--) {
            if (bytes[at] == ':') {
                return at - start;
            }
        }
        throw new IllegalArgumentException(
            "a key is a table and a number, as in items:42, got '" + request.text(argument) + "'");
    }

    /** The first argument behind one whose table is another. */
    private static int sameTableEnd(RespRequest request, int first) {
        int length = tableBytes(request, first) + 1;
        int start = request.start(first);
        byte[] bytes = request.bytes(first);
        for (int i = first + 1; i < request.count(); i++) {
            int other = request.start(i);
            if (request.length(i) < length
                || !Arrays.equals(bytes, start, start + length, request.bytes(i), other, other + length)) {
                return i;
            }
        }
        return request.count();
    }

    private void hget(RespConnection connection, RespRequest request) {
        connection.submit(fields(connection, request, RespReply.Shape.ROW));
    }

    private void hmget(RespConnection connection, RespRequest request) {
        connection.submit(fields(connection, request, RespReply.Shape.ROWS));
    }

    private void hexists(RespConnection connection, RespRequest request) {
        connection.submit(fields(connection, request, RespReply.Shape.COUNT));
    }

    /** A lookup of a table's keys. */
    private static RespReply fields(RespConnection connection, RespRequest request, RespReply.Shape shape) {
        RespReply draft = connection.draft(shape);
        TableArgument table = connection.table(request.bytes(1), request.start(1), request.length(1));
        draft.lookup().begin(table.name(), table.options());
        for (int i = 2; i < request.count(); i++) {
            int start = request.start(i);
            KeyArgument.add(draft.lookup(), request.bytes(i), start, start + request.length(i));
        }
        return draft;
    }

    private void hlen(RespConnection connection, RespRequest request) {
        String name = connection.table(request.bytes(1), request.start(1), request.length(1)).name();
        Optional<Table> table = connection.loop().view().flatMap(view -> view.table(name));
        if (table.isEmpty()) {
            RespWriter.error(connection.reply(), LookupError.UNKNOWN_TABLE.name(), "no table '" + name + "'");
            return;
        }
        int id = table.orElseThrow().id();
        count(connection, rows -> rows.tableId() == id);
    }

    private void dbsize(RespConnection connection, RespRequest request) {
        count(connection, rows -> true);
    }

    private static void count(RespConnection connection, Predicate<ShardView.TableRows> wanted) {
        RespReply place = connection.draft(RespReply.Shape.COUNT);
        connection.place(place);
        connection.loop().count(views -> views.ifPresentOrElse(
            all -> place.number(all.stream()
                .flatMap(shard -> shard.tables().stream())
                .filter(wanted)
                .mapToLong(ShardView.TableRows::rows).sum()),
            () -> place.error(LookupError.UNAVAILABLE.name(), "not all shards tell how many rows they have")));
    }
}
