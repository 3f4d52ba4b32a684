package io.cairn.ops.bench;

import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code redis-benchmark}: one command, again and again, with random keys in place of {@link #RANDOM_KEY}.
 *
 * @param benchmark the program.
 * @param port      of the server on loopback.
 * @param rows      keys are drawn uniformly from so many, from 0 on, twelve digits each.
 */
record RedisLoad(Path benchmark, int port, long rows) {

    /** What a key is drawn for wherever it stands in an argument. */
    static final String RANDOM_KEY = "__rand_int__";

    private static final int COLUMN_RATE = 1;
    private static final int COLUMN_P50 = 4;
    private static final int COLUMN_P99 = 6;
    private static final double MICROS_PER_MILLI = 1000;

    /**
     * What was measured.
     *
     * @param requestsPerSecond all clients together.
     * @param p50Micros         median of the time of a request, in a pipeline that of the whole.
     * @param p99Micros         99 % of requests took no longer.
     */
    record Result(double requestsPerSecond, double p50Micros, double p99Micros) {
    }

    /** Sends so many requests by so many clients, each with so many of them under way at a time. */
    Result measure(List<String> command, int clients, int pipeline, long requests) {
        List<String> arguments = new ArrayList<>(List.of(benchmark.toString(),
            "-h", "127.0.0.1", "-p", Integer.toString(port), "-c", Integer.toString(clients),
            "-P", Integer.toString(pipeline), "-n", Long.toString(requests), "-r", Long.toString(rows),
            "--precision", "3", "--csv"));
        arguments.addAll(command);
        OrderlyEnd.check();
        try {
            Process process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return result(output);
        } catch (IOException e) {
            throw new RunException("cannot run " + benchmark + ": " + e.getMessage(), e);
        }
    }

    /** The last line is "command","rate","average","min","p50","p95","p99","max"; the command has no commas. */
    private static Result result(String output) {
        String last = output.strip().lines().reduce((first, second) -> second).orElse("");
        String[] columns = last.replace("\"", "").split(",", -1);
        if (columns.length <= COLUMN_P99) {
            throw new RunException("redis-benchmark said: " + output.substring(0, Math.min(output.length(), 500)));
        }
        return new Result(Double.parseDouble(columns[COLUMN_RATE]),
            MICROS_PER_MILLI * Double.parseDouble(columns[COLUMN_P50]),
            MICROS_PER_MILLI * Double.parseDouble(columns[COLUMN_P99]));
    }
}
