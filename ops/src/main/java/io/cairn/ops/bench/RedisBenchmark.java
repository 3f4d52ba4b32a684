package io.cairn.ops.bench;

import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.TemporaryFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Measures a Redis server with its own {@code redis-benchmark}: one command of many random keys, again and again. */
final class RedisBenchmark {

    private static final int[] CLIENTS = {1, 2, 4, 8, 16};
    private static final int[] NO_PIPELINE = {1};
    private static final int[] PIPELINES = {4, 16};
    private static final long REQUESTS_MIN = 200;

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
            server.fill("", workload.rows(), workload.rowBytes());
            return measurement.apply(new RedisBenchmark(tools, server, workload, display));
        }
    }

    /** MGET of a batch of random keys. */
    SystemRate pull() {
        List<String> command = new ArrayList<>(List.of("MGET"));
        command.addAll(Collections.nCopies(workload.batch(), RedisLoad.RANDOM_KEY));
        return best(command, NO_PIPELINE, RedisServer.Durability.NONE);
    }

    /** Pipelined MSET of a batch of random keys. */
    SystemRate push() {
        String value = "v".repeat(workload.rowBytes());
        List<String> command = new ArrayList<>(List.of("MSET"));
        for (int i = 0; i < workload.batch(); i++) {
            command.add(RedisLoad.RANDOM_KEY);
            command.add(value);
        }
        return best(command, PIPELINES, RedisServer.Durability.EVERY_SECOND);
    }

    /** The best rate over numbers of clients and pipelines; latency is that of one client without a pipeline. */
    private SystemRate best(List<String> command, int[] pipelines, RedisServer.Durability durability) {
        RedisLoad load = new RedisLoad(tools.benchmark(), server.port(), workload.rows());
        double guess = load.measure(command, 1, 1, REQUESTS_MIN).requestsPerSecond();
        long requests = Math.max(REQUESTS_MIN, (long) (guess * workload.seconds()));
        RedisLoad.Result alone = load.measure(command, 1, 1, requests);
        double best = 0;
        String how = "";
        int runs = 0;
        try (Progress progress = display.begin("redis", "runs", (long) pipelines.length * CLIENTS.length)) {
            for (int pipeline : pipelines) {
                for (int clients : CLIENTS) {
                    double rate = load.measure(command, clients, pipeline, requests).requestsPerSecond();
                    if (rate > best) {
                        best = rate;
                        how = String.format("%d clients, pipeline %d", clients, pipeline);
                    }
                    progress.show(++runs, how);
                }
            }
        }
        Map<String, Double> latency = new TreeMap<>(Map.of("p50", alone.p50Micros(), "p99", alone.p99Micros()));
        String settings = durability.settings() + ", " + how;
        return new SystemRate("redis " + server.version(), best * workload.batch(), latency, settings);
    }
}
