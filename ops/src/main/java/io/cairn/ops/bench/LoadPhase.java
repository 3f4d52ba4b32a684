package io.cairn.ops.bench;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.Reply;
import io.cairn.ops.bench.SnapshotReport.LoadResult;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Pushes as fast as the shard takes them, with one small pull of another client in flight all the time whose answers
 * are timed: pulls of the same client stand behind its pushes, and wait for the log with them.
 */
final class LoadPhase {

    private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PULLED_ROWS_MAX = 16;

    private final FilledTable filled;
    private final EmbeddingClient pusher;
    private final EmbeddingClient reader;
    private final KeyBatches batches;
    private final int batch;
    private final UnsafeBuffer gradients;
    private final UnsafeBuffer rows;
    private final IdleStrategy idleStrategy = YieldingIdleStrategy.INSTANCE;
    private long answeredNs;
    private long longestNs;
    private long pulls;

    LoadPhase(FilledTable filled, EmbeddingClient pusher, EmbeddingClient reader, KeyBatches batches,
        Workload workload) {
        this.filled = filled;
        this.pusher = pusher;
        this.reader = reader;
        this.batches = batches;
        batch = workload.batch();
        gradients = filled.gradients(batch);
        rows = filled.buffer(batch);
    }

    /** Puts load on the shard as long as it is wanted. */
    LoadResult run(BooleanSupplier wanted) {
        long startNs = System.nanoTime();
        long pushes = 0;
        answeredNs = startNs;
        longestNs = 0;
        pulls = 0;
        Reply pull = pull();
        while (wanted.getAsBoolean()) {
            long[] keys = batches.next();
            Reply push = pusher.pushAsync(filled.table(), keys, batch, gradients);
            do {
                idleStrategy.idle(pusher.poll() + reader.poll());
                pull = next(pull);
            } while (!push.isAccepted());
            push.close();
            pushes++;
        }
        pusher.flush();
        double seconds = (System.nanoTime() - startNs) / NS_PER_SECOND;
        pull.close();
        return new LoadResult(seconds, pushes * batch / seconds, pulls, longestNs / NS_PER_MS);
    }

    private Reply next(Reply pull) {
        if (!pull.isDone()) {
            return pull;
        }
        pull.check();
        pull.close();
        long nowNs = System.nanoTime();
        longestNs = Math.max(longestNs, nowNs - answeredNs);
        answeredNs = nowNs;
        pulls++;
        return pull();
    }

    private Reply pull() {
        return reader.pullAsync(filled.table(), batches.next(), Math.min(batch, PULLED_ROWS_MAX), rows);
    }
}
