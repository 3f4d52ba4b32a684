package io.cairn.ops.bench;

import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.RunException;
import io.cairn.ops.run.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Measures a Redis server with its own {@code redis-benchmark}: one command of many random keys, again and again. */
final class RedisBenchmark {

    private static final String RANDOM_KEY = "__rand_int__";
    private static final int[] CLIENTS = {1, 2, 4, 8, 16};
    private static final int[] NO_PIPELINE = {1};
    private static final int[] PIPELINES = {4, 16};
    private static final long REQUESTS_MIN = 200;
    private static final int COLUMN_RATE = 1;
    private static final int COLUMN_P50 = 4;
    private static final int COLUMN_P99 = 6;
    private static final double MICROS_PER_MILLI = 1000;

    private final RedisTools tools;
    private final RedisServer server;
    private final Workload workload;
    private final ProgressDisplay display;

    RedisBenchmark(RedisTools tools, RedisServer server, Workload workload, ProgressDisplay display) {
        this.tools = tools;
        this.server = server;
        this.workload = workload;
        this.display = display;
    }

    /** Starts a server, fills it, measures it, ends it. */
    static SystemRate run(
        RedisTools tools, RedisServer.Durability durability, Workload workload, ProgressDisplay display,
        Function<RedisBenchmark, SystemRate> measurement) {
        try (TemporaryFolder folder = new TemporaryFolder("redis");
            RedisServer server = RedisServer.start(tools, durability, folder.path())) {
            server.fill(workload.rows(), workload.rowBytes());
            return measurement.apply(new RedisBenchmark(tools, server, workload, display));
        }
    }

    /** MGET of a batch of random keys. */
    SystemRate pull() {
        List<String> command = new ArrayList<>(List.of("MGET"));
        command.addAll(Collections.nCopies(workload.batch(), RANDOM_KEY));
        return best(command, NO_PIPELINE, RedisServer.Durability.NONE);
    }

    /** Pipelined MSET of a batch of random keys. */
    SystemRate push() {
        String value = "v".repeat(workload.rowBytes());
        List<String> command = new ArrayList<>(List.of("MSET"));
        for (int i = 0; i < workload.batch(); i++) {
            command.add(RANDOM_KEY);
            command.add(value);
        }
        return best(command, PIPELINES, RedisServer.Durability.EVERY_SECOND);
    }

    /** The best rate over numbers of clients and pipelines; latency is that of one client without a pipeline. */
    private SystemRate best(List<String> command, int[] pipelines, RedisServer.Durability durability) {
        double guess = rate(measure(command, 1, 1, REQUESTS_MIN));
        long requests = Math.max(REQUESTS_MIN, (long) (guess * workload.seconds()));
        String[] alone = measure(command, 1, 1, requests);
        double best = 0;
        String how = "";
        int runs = 0;
        try (Progress progress = display.begin("redis", "runs", (long) pipelines.length * CLIENTS.length)) {
            for (int pipeline : pipelines) {
                for (int clients : CLIENTS) {
                    double rate = rate(measure(command, clients, pipeline, requests));
                    if (rate > best) {
                        best = rate;
                        how = String.format("%d clients, pipeline %d", clients, pipeline);
                    }
                    progress.show(++runs, how);
                }
            }
        }
        Map<String, Double> latency = new TreeMap<>(Map.of(
            "p50", MICROS_PER_MILLI * Double.parseDouble(alone[COLUMN_P50]),
            "p99", MICROS_PER_MILLI * Double.parseDouble(alone[COLUMN_P99])));
        String settings = durability.settings() + ", " + how;
        return new SystemRate("redis " + server.version(), best * workload.batch(), latency, settings);
    }

    private String[] measure(List<String> command, int clients, int pipeline, long requests) {
        List<String> arguments = new ArrayList<>(List.of(tools.benchmark().toString(),
            "-h", "127.0.0.1", "-p", Integer.toString(server.port()), "-c", Integer.toString(clients),
            "-P", Integer.toString(pipeline), "-n", Long.toString(requests), "-r", Long.toString(workload.rows()),
            "--precision", "3", "--csv"));
        arguments.addAll(command);
        OrderlyEnd.check();
        try {
            Process process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return lastColumns(output);
        } catch (IOException e) {
            throw new RunException("cannot run " + tools.benchmark() + ": " + e.getMessage(), e);
        }
    }

    /** The last line is "command","rate","average","min","p50","p95","p99","max"; the command has no commas. */
    private static String[] lastColumns(String output) {
        String last = output.strip().lines().reduce((first, second) -> second).orElse("");
        String[] columns = last.replace("\"", "").split(",");
        if (columns.length <= COLUMN_P99) {
            throw new RunException("redis-benchmark said: " + output.substring(0, Math.min(output.length(), 500)));
        }
        return columns;
    }

    private static double rate(String[] columns) {
        return Double.parseDouble(columns[COLUMN_RATE]);
    }
}
