package io.cairn.ops.bench;

import io.cairn.ops.run.OutputRelay;
import io.cairn.ops.run.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** A Redis process of our own on a free loopback port; it ends with this object. */
public final class RedisServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int KEYS_PER_COMMAND = 500;
    private static final int COMMANDS_PER_SYNC = 16;
    private static final long STOP_TIMEOUT_SECONDS = 10;

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What Redis writes to disk. */
    public enum Durability {
        /** Nothing. */
        NONE("no"),
        /** Each command to the append-only file, synced once a second, never rewritten during a measurement. */
        EVERY_SECOND("yes");

        private final String appendOnly;

        Durability(String appendOnly) {
            this.appendOnly = appendOnly;
        }

        /**
         * As shown in reports.
         *
         * @return Redis' own settings.
         */
        public String settings() {
            return this == NONE ? "save '', appendonly no" : "save '', appendonly yes, appendfsync everysec";
        }
    }

    /**
     * Starts Redis and waits until it answers.
     *
     * @param tools      where it is installed.
     * @param durability what it writes to disk.
     * @param folder     where its files go.
     * @return the running server.
     * @throws RunException if it does not start.
     */
    public static RedisServer start(RedisTools tools, Durability durability, Path folder) {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(tools.server().toString(),
            "--bind", HOST, "--port", Integer.toString(port), "--dir", folder.toString(), "--save", "",
            "--appendonly", durability.appendOnly, "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            RedisServer server = new RedisServer(process, port);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new RunException("cannot start " + tools.server() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Where it listens.
     *
     * @return TCP port on loopback.
     */
    public int port() {
        return port;
    }

    /**
     * Puts rows into it, with the keys that {@code redis-benchmark} draws from: twelve digits, from 0 on.
     *
     * @param prefix   what stands before the digits.
     * @param rows     how many.
     * @param rowBytes size of each value.
     */
    public void fill(String prefix, long rows, int rowBytes) {
        byte[] row = new byte[rowBytes];
        try (Jedis jedis = new Jedis(HOST, port)) {
            Pipeline pipeline = jedis.pipelined();
            int commands = 0;
            for (long first = 0; first < rows; first += KEYS_PER_COMMAND) {
                pipeline.mset(keysAndValues(prefix, first, Math.min(rows, first + KEYS_PER_COMMAND), row));
                if (++commands % COMMANDS_PER_SYNC == 0) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }

    /**
     * Which Redis it is.
     *
     * @return its version, for example {@code 7.0.15}.
     */
    public String version() {
        try (Jedis jedis = new Jedis(HOST, port)) {
            return jedis.info("server").lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst().orElse("of unknown version");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Redis says that it is ready on its output; what comes after that is read away by a thread of its own. */
    private void awaitReady() throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("Ready to accept connections")) {
                OutputRelay.start(output, "redis-output", ignored -> { }, () -> { });
                return;
            }
        }
        throw new RunException("redis-server ended before it was ready:\n" + said);
    }

    private static byte[][] keysAndValues(String prefix, long from, long to, byte[] row) {
        byte[][] pairs = new byte[(int) (2 * (to - from))][];
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = String.format("%s%012d", prefix, from + i / 2).getBytes(StandardCharsets.US_ASCII);
            pairs[i + 1] = row;
        }
        return pairs;
    }

    /** A TCP port of loopback that nobody uses now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free TCP port on loopback", e);
        }
    }
}
