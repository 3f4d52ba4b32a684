package io.cairn.ops.bench;

import io.cairn.ops.progress.ProgressDisplay;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/** Rows per second with a window of pulls in flight, and the time that one pull takes alone. */
public final class PullBench implements Bench {

    private static final int LATENCY_DIGITS = 3;

    private final Workload workload;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param workload what to measure.
     * @param display  where to show how far it is.
     */
    public PullBench(Workload workload, ProgressDisplay display) {
        this.workload = workload;
        this.display = display;
    }

    @Override
    public String name() {
        return "pull";
    }

    @Override
    public SystemRate cairn() {
        KeyBatches batches = new KeyBatches(workload.rows(), workload.batch());
        try (FilledTable filled = FilledTable.open(workload, display)) {
            PullRing ring = new PullRing(filled, batches, workload);
            rate(ring, "cairn, warming up");
            double rate = rate(ring, "cairn, pulling");
            ring.check();
            return new SystemRate("cairn", rate, SystemRate.latencyMicros(latency(filled, batches)),
                filled.settings());
        }
    }

    private double rate(PullRing ring, String task) {
        try (TimedPhase phase = new TimedPhase(display, task, workload.seconds())) {
            return ring.run(phase);
        }
    }

    private Histogram latency(FilledTable filled, KeyBatches batches) {
        Histogram nanos = new Histogram(LATENCY_DIGITS);
        UnsafeBuffer rows = filled.buffer(workload.batch());
        try (TimedPhase phase = new TimedPhase(display, "cairn, pulling one by one", workload.seconds())) {
            while (!phase.isOver()) {
                long[] keys = batches.next();
                long startNs = System.nanoTime();
                filled.client().pull(filled.table(), keys, keys.length, rows);
                nanos.recordValue(System.nanoTime() - startNs);
            }
        }
        return nanos;
    }

    @Override
    public SystemRate redis(RedisTools tools) {
        return RedisBenchmark.run(tools, RedisServer.Durability.NONE, workload, display, RedisBenchmark::pull);
    }
}
