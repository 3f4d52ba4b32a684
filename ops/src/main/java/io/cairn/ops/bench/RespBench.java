package io.cairn.ops.bench;

import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import io.cairn.ops.run.TemporaryFolder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import redis.clients.jedis.Jedis;

/**
 * The gateway of a node beside Redis, both driven by {@code redis-benchmark}. Both servers are there all the time, and
 * their turns alternate, so that what else the machine does meets both.
 */
public final class RespBench {

    private static final String KEY = FilledTable.NAME + ":" + RedisLoad.RANDOM_KEY;
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 3;
    private static final long REQUESTS_MIN = 1000;
    private static final int CHECKED_ROWS = 1000;

    private final Workload workload;
    private final RedisTools tools;
    private final boolean isRedisMeasured;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param workload        rows and their dimension, rows of a request, seconds of a measurement.
     * @param tools           where Redis is installed.
     * @param isRedisMeasured false to measure Cairn alone.
     * @param display         where to show how far it is.
     */
    public RespBench(Workload workload, RedisTools tools, boolean isRedisMeasured, ProgressDisplay display) {
        this.workload = workload;
        this.tools = tools;
        this.isRedisMeasured = isRedisMeasured;
        this.display = display;
    }

    /** A system to be measured. */
    private record Target(String name, int port) {
    }

    /** A kind of request. */
    private record Request(String name, List<String> command, int rows, int pipeline) {
    }

    /**
     * Starts both servers, fills them, measures them, ends them.
     *
     * @param machine where, for the report.
     * @return the report.
     */
    public RespReport run(Machine machine) {
        try (FilledTable filled = FilledTable.withGateway(workload, display);
            TemporaryFolder folder = new TemporaryFolder("redis")) {
            check(filled);
            List<Target> targets = new ArrayList<>(List.of(new Target("cairn", filled.respPort())));
            if (!isRedisMeasured) {
                return report(machine, targets);
            }
            try (RedisServer redis = RedisServer.start(tools, RedisServer.Durability.NONE, folder.path())) {
                redis.fill(FilledTable.NAME + ":", workload.rows(), workload.rowBytes());
                targets.add(new Target("redis " + redis.version(), redis.port()));
                return report(machine, targets);
            }
        }
    }

    /** Requires that the gateway answers the very rows that are stored. */
    private void check(FilledTable filled) {
        long[] keys = LongStream.range(0, Math.min(CHECKED_ROWS, workload.rows())).toArray();
        byte[][] names = LongStream.of(keys)
            .mapToObj(key -> String.format("%s:%012d", FilledTable.NAME, key).getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
        ByteBuffer rows = ByteBuffer.allocate(keys.length * workload.rowBytes());
        try (Jedis jedis = new Jedis("127.0.0.1", filled.respPort())) {
            for (byte[] row : jedis.mget(names)) {
                if (row == null || row.length != workload.rowBytes()) {
                    throw new RunException("the gateway answered a row of another length: nothing was measured");
                }
                rows.put(row);
            }
        }
        filled.check(keys, new UnsafeBuffer(rows));
    }

    private RespReport report(Machine machine, List<Target> targets) {
        List<String> mget = new ArrayList<>(List.of("MGET"));
        mget.addAll(Collections.nCopies(workload.batch(), KEY));
        List<Request> requests = List.of(
            new Request("MGET of " + workload.batch(), mget, workload.batch(), 1),
            new Request("GET, pipeline of " + workload.inFlight(), List.of("GET", KEY), 1, workload.inFlight()));
        List<RespReport.Work> works = new ArrayList<>();
        try (Progress progress = display.begin(
            "redis-benchmark", "runs", (long) requests.size() * targets.size() * ROUNDS)) {
            for (Request request : requests) {
                works.add(new RespReport.Work(request.name(), measure(request, targets, progress)));
            }
        }
        return new RespReport(workload.rows(), workload.dimension(), machine, works);
    }

    private List<RespReport.Rate> measure(Request request, List<Target> targets, Progress progress) {
        List<List<RedisLoad.Result>> results = new ArrayList<>();
        long[] counts = new long[targets.size()];
        for (int i = 0; i < targets.size(); i++) {
            results.add(new ArrayList<>());
            measure(request, targets.get(i), REQUESTS_MIN);
            double rate = measure(request, targets.get(i), REQUESTS_MIN * request.pipeline()).requestsPerSecond();
            counts[i] = Math.max(REQUESTS_MIN, (long) (rate * workload.seconds()));
            measure(request, targets.get(i), counts[i]);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < targets.size(); i++) {
                results.get(i).add(measure(request, targets.get(i), counts[i]));
                progress.show(results.stream().mapToInt(List::size).sum(), request.name());
            }
        }
        List<RespReport.Rate> rates = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            RedisLoad.Result median = median(results.get(i));
            rates.add(new RespReport.Rate(targets.get(i).name(), median.requestsPerSecond() * request.rows(),
                median.p50Micros(), median.p99Micros()));
        }
        return rates;
    }

    private RedisLoad.Result measure(Request request, Target target, long count) {
        return new RedisLoad(tools.benchmark(), target.port(), workload.rows())
            .measure(request.command(), CLIENTS, request.pipeline(), count);
    }

    private static RedisLoad.Result median(List<RedisLoad.Result> rounds) {
        return rounds.stream()
            .sorted(Comparator.comparingDouble(RedisLoad.Result::requestsPerSecond))
            .toList().get(rounds.size() / 2);
    }
}
