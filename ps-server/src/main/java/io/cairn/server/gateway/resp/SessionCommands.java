package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What clients say of themselves and ask of the server before they read anything. */
final class SessionCommands {

    private static final String VERSION = "7.0.0";
    private static final int HELLO_ARGUMENTS_MIN = 2;
    private static final Map<String, String> CONFIGURATION = new TreeMap<>(Map.of(
        "appendonly", "no", "databases", "1", "maxmemory", "0", "save", "", "timeout", "0"));

    private final RespSettings settings;

    SessionCommands(RespSettings settings) {
        this.settings = settings;
    }

    List<RespCommand> all() {
        return List.of(
            RespCommand.of("PING", -1, SessionCommands::ping),
            RespCommand.of("ECHO", 2, (connection, request) -> echo(connection, request, 1)),
            RespCommand.of("HELLO", -1, this::hello),
            RespCommand.of("AUTH", -2, SessionCommands::auth),
            RespCommand.of("SELECT", 2, SessionCommands::select),
            RespCommand.of("INFO", -1, this::info),
            RespCommand.of("CONFIG", -2, SessionCommands::config),
            RespCommand.of("CLIENT", -2, SessionCommands::client),
            RespCommand.of("READONLY", 1, SessionCommands::ok),
            RespCommand.of("READWRITE", 1, SessionCommands::ok),
            RespCommand.of("ASKING", 1, SessionCommands::ok),
            RespCommand.of("RESET", 1, SessionCommands::reset),
            RespCommand.of("QUIT", -1, SessionCommands::quit));
    }

    private static void ok(RespConnection connection, RespRequest request) {
        RespWriter.simple(connection.reply(), "OK");
    }

    private static void ping(RespConnection connection, RespRequest request) {
        if (request.count() == 1) {
            RespWriter.simple(connection.reply(), "PONG");
        } else {
            echo(connection, request, 1);
        }
    }

    private static void echo(RespConnection connection, RespRequest request, int argument) {
        RespWriter.bulk(
            connection.reply(), request.bytes(argument), request.start(argument), request.length(argument));
    }

    /** Version 2 is spoken here; clients that ask for 3 fall back on NOPROTO. */
    private void hello(RespConnection connection, RespRequest request) {
        if (request.count() >= HELLO_ARGUMENTS_MIN && !request.text(1).equals("2")) {
            RespWriter.error(connection.reply(), "NOPROTO", "unsupported protocol version");
            return;
        }
        for (int i = HELLO_ARGUMENTS_MIN; i < request.count(); i++) {
            if (request.text(i).equalsIgnoreCase("AUTH")) {
                auth(connection, request);
                return;
            }
            if (request.text(i).equalsIgnoreCase("SETNAME") && i + 1 < request.count()) {
                connection.name(request.text(++i));
            }
        }
        ByteBuf out = connection.reply();
        RespWriter.array(out, 14);
        bulks(out, "server", "redis", "version", VERSION, "proto");
        RespWriter.integer(out, 2);
        RespWriter.bulk(out, "id");
        RespWriter.integer(out, connection.id());
        bulks(out, "mode", "cluster", "role", "master", "modules");
        RespWriter.array(out, 0);
    }

    private static void bulks(ByteBuf out, String... texts) {
        for (String text : texts) {
            RespWriter.bulk(out, text);
        }
    }

    private static void auth(RespConnection connection, RespRequest request) {
        throw new IllegalArgumentException("this gateway asks nobody for a password; leave it out of the settings");
    }

    private static void select(RespConnection connection, RespRequest request) {
        if (!request.text(1).equals("0")) {
            throw new IllegalArgumentException("DB index is out of range");
        }
        ok(connection, request);
    }

    private void info(RespConnection connection, RespRequest request) {
        RespWriter.bulk(connection.reply(), String.join("\r\n",
            "# Server",
            "redis_version:" + VERSION,
            "redis_mode:cluster",
            "server_name:cairn",
            "run_id:" + settings.nodeId(),
            "cairn_cluster:" + settings.clusterName(),
            "cairn_gateway:" + settings.gatewayName(),
            "",
            "# Persistence",
            "loading:0",
            "",
            "# Replication",
            "role:master",
            "connected_slaves:0",
            "",
            "# Cluster",
            "cluster_enabled:1",
            ""));
    }

    private static void config(RespConnection connection, RespRequest request) {
        if (!request.text(1).equalsIgnoreCase("GET")) {
            throw new IllegalArgumentException("only CONFIG GET is known; cluster.yaml sets a gateway up");
        }
        List<String> known = new ArrayList<>();
        for (int i = 2; i < request.count(); i++) {
            String name = request.text(i).toLowerCase(Locale.ROOT);
            CONFIGURATION.forEach((key, value) -> {
                if (name.equals("*") || name.equals(key)) {
                    known.add(key);
                    known.add(value);
                }
            });
        }
        ByteBuf out = connection.reply();
        RespWriter.array(out, known.size());
        known.forEach(text -> RespWriter.bulk(out, text));
    }

    private static void client(RespConnection connection, RespRequest request) {
        switch (request.text(1).toUpperCase(Locale.ROOT)) {
            case "SETINFO", "NO-EVICT", "NO-TOUCH" -> ok(connection, request);
            case "SETNAME" -> {
                if (request.count() != 3) {
                    throw new IllegalArgumentException("CLIENT SETNAME takes one name");
                }
                connection.name(request.text(2));
                ok(connection, request);
            }
            case "GETNAME" -> RespWriter.bulk(connection.reply(), connection.name());
            case "ID" -> RespWriter.integer(connection.reply(), connection.id());
            case "INFO", "LIST" -> RespWriter.bulk(connection.reply(),
                "id=" + connection.id() + " addr=" + connection.peer() + " name=" + connection.name() + " db=0\n");
            default -> throw new IllegalArgumentException("CLIENT knows SETINFO, SETNAME, GETNAME, ID, INFO and LIST");
        }
    }

    private static void reset(RespConnection connection, RespRequest request) {
        if (connection.transaction().isOpen()) {
            connection.transaction().end();
        }
        connection.name("");
        RespWriter.simple(connection.reply(), "RESET");
    }

    private static void quit(RespConnection connection, RespRequest request) {
        ok(connection, request);
        connection.endAfterReplies();
    }
}
