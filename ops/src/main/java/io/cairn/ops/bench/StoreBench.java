package io.cairn.ops.bench;

import io.cairn.ops.bench.micro.RowLimitBenchmark;
import io.cairn.ops.bench.micro.RowStoreBenchmark;
import io.cairn.ops.run.RunException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks of the store, each in a process of its own, and puts their scores beside each other. */
public final class StoreBench {

    private static final double PER_MICROSECOND = 1e6;
    private static final int ROWS_MIN = 4096;
    private static final int ROWS_MAX = 100_000_000;

    private final int rows;
    private final int seconds;

    /**
     * A benchmark that has not begun.
     *
     * @param rows    in the table, 4096 to 100,000,000.
     * @param seconds length of each of its 3 warm-up and 5 measured iterations, at least 1.
     * @throws IllegalArgumentException if one is out of range.
     */
    public StoreBench(int rows, int seconds) {
        if (rows < ROWS_MIN || rows > ROWS_MAX) {
            throw new IllegalArgumentException("rows must be 4096 to 100,000,000, got " + rows);
        }
        if (seconds < 1) {
            throw new IllegalArgumentException("seconds must be at least 1, got " + seconds);
        }
        this.rows = rows;
        this.seconds = seconds;
    }

    /**
     * Measures.
     *
     * @param machine where, for the report.
     * @param log     receives what JMH says meanwhile.
     * @return the report.
     * @throws RunException if one of the benchmarks fails.
     */
    public StoreReport run(Machine machine, PrintStream log) {
        Map<String, Double> scores = scores(log);
        return new StoreReport(machine, rows, List.of(
            StoreReport.Work.of("gather", scores.get("RowStoreBenchmark.gatherByChronicleMap"),
                scores.get("RowStoreBenchmark.gatherByRowStore"), scores.get("RowLimitBenchmark.gather")),
            StoreReport.Work.of("update", scores.get("RowStoreBenchmark.adagradByChronicleMap"),
                scores.get("RowStoreBenchmark.adagradByPushApplier"), scores.get("RowLimitBenchmark.update"))));
    }

    /** Rows per second by class and method. */
    private Map<String, Double> scores(PrintStream log) {
        OutputFormat output = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        try {
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include(RowStoreBenchmark.class.getName())
                .include(RowLimitBenchmark.class.getName())
                .param("rows", Integer.toString(rows))
                .warmupTime(TimeValue.seconds(seconds))
                .measurementTime(TimeValue.seconds(seconds))
                .shouldFailOnError(true)
                .build(), output).run();
            return results.stream().collect(Collectors.toMap(
                result -> result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"),
                result -> result.getPrimaryResult().getScore() * PER_MICROSECOND));
        } catch (RunnerException e) {
            throw new RunException("the store's benchmarks failed: " + e.getMessage(), e);
        }
    }
}
