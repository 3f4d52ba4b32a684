package io.cairn.ops.verify;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import io.cairn.ops.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client on a thread of its own that pushes ones to its rows, reads them meanwhile, and holds every value it reads
 * against what it knew when it asked.
 */
final class CountingClient implements AutoCloseable {

    private static final int IN_FLIGHT_MAX = 4;
    private static final long PUSH_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PULL_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EmbeddingClient client;
    private final Table table;
    private final CounterKeys keys;
    private final UnsafeBuffer ones;
    private final UnsafeBuffer rows;
    private final Deque<Push> pushes = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private final float[] seen;
    private final float[] floor;
    private final LongestWait pushWait = new LongestWait();
    private final LongestWait pullWait = new LongestWait();
    private final CompletableFuture<Tally> result = new CompletableFuture<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private Optional<Reply> pull = Optional.empty();
    private long nextPushNs = System.nanoTime();
    private long nextPullNs = nextPushNs;
    private int nextBatch;
    private volatile boolean stopping;
    private volatile boolean closing;

    private record Push(Reply reply, int batch) {
    }

    /** Begins to push. The client is closed with this object. */
    CountingClient(EmbeddingClient client, Table table, CounterKeys keys) {
        this.client = client;
        this.table = table;
        this.keys = keys;
        int batchBytes = CounterKeys.BATCH * table.rowBytes();
        ones = new UnsafeBuffer(ByteBuffer.allocateDirect(batchBytes));
        for (int at = 0; at < batchBytes; at += Float.BYTES) {
            ones.putFloat(at, 1, ByteOrder.LITTLE_ENDIAN);
        }
        rows = new UnsafeBuffer(ByteBuffer.allocateDirect(keys.all().length * table.rowBytes()));
        seen = new float[keys.all().length];
        floor = new float[keys.all().length];
        new Thread(this::run, "cairn-counting-" + keys.owner()).start();
    }

    /** Pushes acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Pushes whose call failed so far. */
    long unknown() {
        return unknown.get();
    }

    /** How long no push was acknowledged. */
    LongestWait pushWait() {
        return pushWait;
    }

    /** How long a pull was not answered. */
    LongestWait pullWait() {
        return pullWait;
    }

    /** Completes when the client has stopped; exceptionally, if it cannot go on or has read a value that went back. */
    CompletableFuture<Tally> result() {
        return result;
    }

    /** Pushes no more, and waits for what becomes of the pushes under way, within the call timeout. */
    void stop() {
        stopping = true;
    }

    private void run() {
        try {
            count();
            result.complete(tally);
        } catch (RuntimeException | Error failure) {
            result.completeExceptionally(failure);
        }
    }

    private void count() {
        try (client) {
            pushWait.begin();
            while (!closing && (!stopping || !pushes.isEmpty() || pull.isPresent())) {
                int work = client.poll();
                settlePushes();
                settlePull();
                if (!stopping) {
                    long nowNs = System.nanoTime();
                    beginPush(nowNs);
                    beginPull(nowNs);
                }
                if (work == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
            pushWait.end();
        }
    }

    private void beginPush(long nowNs) {
        if (nowNs - nextPushNs >= 0 && pushes.size() < IN_FLIGHT_MAX) {
            nextPushNs = nowNs + PUSH_EVERY_NS;
            long[] batch = keys.batch(nextBatch);
            pushes.add(new Push(client.pushAsync(table, batch, batch.length, ones), nextBatch++));
        }
    }

    private void settlePushes() {
        while (!pushes.isEmpty() && pushes.peek().reply().isDone()) {
            Push push = pushes.remove();
            if (push.reply().isFailed()) {
                unknown.incrementAndGet();
                tally.giveUp(keys.batch(push.batch()));
            } else {
                acknowledged.incrementAndGet();
                tally.acknowledge(keys.batch(push.batch()));
                pushWait.end();
                pushWait.begin();
            }
            push.reply().close();
        }
    }

    private void beginPull(long nowNs) {
        if (pull.isEmpty() && nowNs - nextPullNs >= 0) {
            nextPullNs = nowNs + PULL_EVERY_NS;
            for (int i = 0; i < floor.length; i++) {
                floor[i] = Math.max(seen[i], (float) tally.acknowledged(keys.all()[i]));
            }
            pullWait.begin();
            pull = Optional.of(client.pullAsync(table, keys.all(), floor.length, rows));
        }
    }

    private void settlePull() {
        if (pull.isPresent() && pull.get().isDone()) {
            pullWait.end();
            if (!pull.get().isFailed()) {
                checkRows();
            }
            pull.get().close();
            pull = Optional.empty();
        }
    }

    private void checkRows() {
        for (int i = 0; i < floor.length; i++) {
            for (int column = 0; column < table.dimension(); column++) {
                float weight = rows.getFloat(
                    i * table.rowBytes() + column * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
                if (weight < floor[i]) {
                    throw new RunException("a value went back: client " + keys.owner() + " read " + weight
                        + " from key " + keys.all()[i] + ", where it knew of " + floor[i] + " when it asked");
                }
            }
            seen[i] = rows.getFloat(i * table.rowBytes(), ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Ends at once; what becomes of pushes under way stays unknown. */
    @Override
    public void close() {
        closing = true;
        result.exceptionally(failure -> tally).join();
    }
}
