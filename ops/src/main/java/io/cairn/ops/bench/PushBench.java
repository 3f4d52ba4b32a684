package io.cairn.ops.bench;

import io.cairn.client.reply.LookupRows;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Rows per second that are committed to the log and applied, and the time until one push alone is. A phase ends early
 * when it has put 4 GiB into the log.
 */
public final class PushBench implements Bench {

    private static final int LATENCY_DIGITS = 3;
    private static final long PHASE_BYTES_MAX = 4L << 30;

    private final Workload workload;
    private final ProgressDisplay display;
    private final long pushesMax;

    /**
     * A benchmark that has not begun.
     *
     * @param workload what to measure.
     * @param display  where to show how far it is.
     */
    public PushBench(Workload workload, ProgressDisplay display) {
        this.workload = workload;
        this.display = display;
        long pushBytes = (long) workload.batch() * (Long.BYTES + workload.rowBytes());
        pushesMax = Math.max(1, PHASE_BYTES_MAX / pushBytes);
    }

    @Override
    public String name() {
        return "push";
    }

    @Override
    public SystemRate cairn() {
        KeyBatches batches = new KeyBatches(workload.rows(), workload.batch());
        try (FilledTable filled = FilledTable.open(workload, display)) {
            rate(filled, batches, "cairn, warming up");
            double rate = rate(filled, batches, "cairn, pushing");
            Histogram latency = latency(filled, batches);
            check(filled, batches);
            return new SystemRate("cairn", rate, SystemRate.latencyMicros(latency), filled.settings());
        }
    }

    private double rate(FilledTable filled, KeyBatches batches, String task) {
        UnsafeBuffer gradients = filled.gradients(workload.batch());
        long pushes = 0;
        try (TimedPhase phase = new TimedPhase(display, task, workload.seconds())) {
            while (pushes < pushesMax && !phase.isOver()) {
                long[] keys = batches.next();
                filled.client().push(filled.table(), keys, keys.length, gradients);
                pushes++;
            }
            filled.client().flush();
            return SystemRate.perSecond(pushes * workload.batch(), phase.elapsedNs());
        }
    }

    private Histogram latency(FilledTable filled, KeyBatches batches) {
        Histogram nanos = new Histogram(LATENCY_DIGITS);
        UnsafeBuffer gradients = filled.gradients(workload.batch());
        try (TimedPhase phase = new TimedPhase(display, "cairn, pushing one by one", workload.seconds())) {
            for (long pushes = 0; pushes < pushesMax && !phase.isOver(); pushes++) {
                long[] keys = batches.next();
                long startNs = System.nanoTime();
                filled.client().push(filled.table(), keys, keys.length, gradients);
                filled.client().flush();
                nanos.recordValue(System.nanoTime() - startNs);
            }
        }
        return nanos;
    }

    /** Requires that rows were pushed exactly as often as they stood in a batch, and once when the table was filled. */
    private void check(FilledTable filled, KeyBatches batches) {
        long[] keys = new long[workload.batch()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = KeyBatches.key(i);
        }
        long[] times = batches.timesTaken(keys);
        LookupRows rows = new LookupRows();
        filled.client().lookup(filled.table(), keys, keys.length, rows);
        for (int i = 0; i < keys.length; i++) {
            if (rows.pushCount(i) != times[i] + 1) {
                throw new RunException("key " + keys[i] + " was pushed " + (times[i] + 1) + " times, its row counts "
                    + rows.pushCount(i) + ": nothing was measured");
            }
        }
    }

    @Override
    public SystemRate redis(RedisTools tools) {
        return RedisBenchmark.run(tools, RedisServer.Durability.EVERY_SECOND, workload, display, RedisBenchmark::push);
    }
}
