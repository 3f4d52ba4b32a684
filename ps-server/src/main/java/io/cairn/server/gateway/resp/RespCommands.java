package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;

/** All commands by their names, and what a request for one of them, or for none, is answered. */
final class RespCommands {

    /** Commands of Redis that change something; the list is for a better word than "unknown". */
    private static final Set<String> WRITES = Set.of(
        "APPEND", "BITFIELD", "BITOP", "BLPOP", "BRPOP", "COPY", "DECR", "DECRBY", "DEL", "EVAL", "EVALSHA", "EXPIRE",
        "EXPIREAT", "FCALL", "FLUSHALL", "FLUSHDB", "GETDEL", "GETEX", "GETSET", "HDEL", "HINCRBY", "HINCRBYFLOAT",
        "HMSET", "HSET", "HSETNX", "INCR", "INCRBY", "INCRBYFLOAT", "LINSERT", "LMOVE", "LPOP", "LPUSH", "LREM", "LSET",
        "LTRIM", "MIGRATE", "MOVE", "MSET", "MSETNX", "PERSIST", "PEXPIRE", "PEXPIREAT", "PFADD", "PSETEX", "PUBLISH",
        "RENAME", "RENAMENX", "RESTORE", "RPOP", "RPUSH", "SADD", "SET", "SETBIT", "SETEX", "SETNX", "SETRANGE",
        "SMOVE", "SPOP", "SREM", "SWAPDB", "UNLINK", "XADD", "XDEL", "ZADD", "ZINCRBY", "ZREM");
    private static final Set<String> NO_LISTING = Set.of("SCAN", "HSCAN", "KEYS", "HKEYS", "HGETALL", "HVALS",
        "RANDOMKEY");

    private final Long2ObjectHashMap<RespCommand> byHash = new Long2ObjectHashMap<>();
    private final List<RespCommand> all = new ArrayList<>();

    RespCommands(RespSettings settings) {
        new RowCommands().all().forEach(this::add);
        TransactionCommands.all().forEach(this::add);
        new SessionCommands(settings).all().forEach(this::add);
        new ClusterCommands(settings).all().forEach(this::add);
        add(RespCommand.of("COMMAND", -1, this::command));
    }

    private void add(RespCommand command) {
        byHash.put(RespCommand.hash(command.name()), command);
        all.add(command);
    }

    /** Answers a request, or has it wait for the end of its transaction. */
    void execute(RespConnection connection, RespRequest request) {
        RespCommand command = byHash.get(RespCommand.hash(request));
        if (command == null || !command.isNamed(request)) {
            unknown(connection, request);
        } else if (!command.takes(request.count())) {
            refuse(connection, "ERR", "wrong number of arguments for '" + command.lowerName() + "' command");
        } else if (connection.transaction().isOpen() && !TransactionCommands.isOne(command)) {
            TransactionCommands.queue(connection, request);
        } else {
            run(command, connection, request);
        }
    }

    private static void run(RespCommand command, RespConnection connection, RespRequest request) {
        try {
            command.action().run(connection, request);
        } catch (IllegalArgumentException e) {
            RespWriter.error(connection.reply(), "ERR", e.getMessage());
        }
    }

    private static void unknown(RespConnection connection, RespRequest request) {
        String name = request.text(0);
        String capitals = name.toUpperCase(Locale.ROOT);
        if (WRITES.contains(capitals)) {
            refuse(connection, "NOPERM", capitals + " changes what is stored, and this gateway only reads: rows change "
                + "by the pushes of trainers");
        } else if (NO_LISTING.contains(capitals)) {
            refuse(connection, "ERR", capitals + " lists keys, which this gateway cannot: ask for keys you know");
        } else {
            refuse(connection, "ERR", "unknown command '" + shortened(name) + "'");
        }
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), 128));
    }

    private static void refuse(RespConnection connection, String code, String message) {
        connection.transaction().fail();
        RespWriter.error(connection.reply(), code, message);
    }

    /** COMMAND, COMMAND COUNT, COMMAND INFO, COMMAND DOCS. */
    private void command(RespConnection connection, RespRequest request) {
        ByteBuf out = connection.reply();
        String which = request.count() == 1 ? "" : request.text(1).toUpperCase(Locale.ROOT);
        switch (which) {
            case "COUNT" -> RespWriter.integer(out, all.size());
            case "" -> {
                RespWriter.array(out, all.size());
                all.forEach(command -> describe(out, command));
            }
            case "INFO" -> {
                RespWriter.array(out, request.count() - 2);
                for (int i = 2; i < request.count(); i++) {
                    describe(out, named(request.text(i)));
                }
            }
            default -> RespWriter.array(out, 0);
        }
    }

    private Optional<RespCommand> named(String name) {
        return all.stream().filter(command -> command.name().equalsIgnoreCase(name)).findFirst();
    }

    private static void describe(ByteBuf out, Optional<RespCommand> command) {
        command.ifPresentOrElse(known -> describe(out, known), () -> RespWriter.nilArray(out));
    }

    private static void describe(ByteBuf out, RespCommand command) {
        RespWriter.array(out, 6);
        RespWriter.bulk(out, command.lowerName());
        RespWriter.integer(out, command.arity());
        RespWriter.array(out, command.flags().size());
        command.flags().forEach(flag -> RespWriter.simple(out, flag));
        RespWriter.integer(out, command.firstKey());
        RespWriter.integer(out, command.lastKey());
        RespWriter.integer(out, command.firstKey() == 0 ? 0 : 1);
    }
}
