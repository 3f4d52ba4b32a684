package io.cairn.server.gateway.train;

import io.cairn.client.ClientContext;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.wire.ClientId;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code cairn-gateway-train}, which owns the trainers of a gateway and drives their clients in turn. It
 * sleeps while there are none. Calls are made on any thread and complete on this one, exceptionally with a
 * {@link io.cairn.server.gateway.lookup.LookupFailedException}.
 */
public final class TrainerLoop implements AutoCloseable {

    /** In place of an id: a new one is to be made. */
    public static final long NEW_TRAINER = 0;
    /** In place of a time: as long as the gateway gives. */
    public static final long NO_TIMEOUT = 0;

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final int TRAINERS_MAX = 16;
    private static final int QUEUE = 256;
    private static final long TIMEOUT_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long SLEEP_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int SPINS = 1;
    private static final int YIELDS = 20;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Supplier<ClientContext> contexts;
    private final ManyToOneConcurrentArrayQueue<Runnable> arriving = new ManyToOneConcurrentArrayQueue<>(QUEUE);
    private final Long2ObjectHashMap<Trainer> trainers = new Long2ObjectHashMap<>();
    private final IdleStrategy idleStrategy = new BackoffIdleStrategy(SPINS, YIELDS, PARK_MIN_NS, PARK_MAX_NS);
    private final Thread thread = new Thread(this::run, "cairn-gateway-train");
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;

    /**
     * Starts the thread.
     *
     * @param contexts makes the settings of each trainer's connection.
     */
    public TrainerLoop(Supplier<ClientContext> contexts) {
        this.contexts = contexts;
        thread.start();
    }

    /**
     * Opens a trainer, or finds it open, and waits until all of its pushes under way here are applied.
     *
     * @param trainer   its id, or {@link #NEW_TRAINER}.
     * @param timeoutNs nanoseconds that it may take, or {@link #NO_TIMEOUT}.
     * @return how it stands: its next push has the number behind the last that is applied.
     */
    public CompletionStage<TrainerState> open(long trainer, long timeoutNs) {
        long id = trainer == NEW_TRAINER
            ? ClientId.next(System.currentTimeMillis(), ThreadLocalRandom.current())
            : trainer;
        FlushCall call = new FlushCall(false, deadline(timeoutNs));
        submit(call, () -> {
            if (!trainers.containsKey(id) && trainers.size() == TRAINERS_MAX) {
                call.fail(new LookupFailure(LookupError.BUSY, "TOO_MANY_TRAINERS", true,
                    TRAINERS_MAX + " trainers are open at this gateway, as many as may be"));
                return;
            }
            trainers.computeIfAbsent(id, this::trainer).add(call);
        });
        return call.result();
    }

    /** Each call has its own deadline; the client's is as long as any may be. */
    private Trainer trainer(long id) {
        return new Trainer(
            id, () -> contexts.get().clientId(id).callTimeout(TIMEOUT_MAX_NS, TimeUnit.NANOSECONDS));
    }

    /**
     * Reads rows.
     *
     * @param trainer   who reads.
     * @param table     name of the table.
     * @param keys      which rows, repeats allowed; not changed any more.
     * @param timeoutNs nanoseconds that it may take, or {@link #NO_TIMEOUT}.
     * @return the rows, initial ones for keys that have none.
     */
    public CompletionStage<PulledRows> pull(long trainer, String table, long[] keys, long timeoutNs) {
        PullCall call = new PullCall(table, keys, deadline(timeoutNs));
        submit(call, () -> add(trainer, call));
        return call.result();
    }

    /**
     * Changes rows.
     *
     * @param trainer   who pushes.
     * @param sequence  the push's number.
     * @param table     name of the table.
     * @param keys      which rows, each once; not changed any more.
     * @param gradients row behind row, finite; not changed any more.
     * @param timeoutNs nanoseconds that it may take, or {@link #NO_TIMEOUT}.
     * @return how the trainer stands when the push is on its way.
     */
    public CompletionStage<TrainerState> push(
        long trainer, long sequence, String table, long[] keys, UnsafeBuffer gradients, long timeoutNs) {
        PushCall call = new PushCall(sequence, table, keys, gradients, deadline(timeoutNs));
        submit(call, () -> add(trainer, call));
        return call.result();
    }

    /**
     * Waits until all pushes that came before are applied.
     *
     * @param trainer   whose pushes.
     * @param timeoutNs nanoseconds that it may take, or {@link #NO_TIMEOUT}.
     * @return how the trainer stands; fails with the first refusal since the last flush.
     */
    public CompletionStage<TrainerState> flush(long trainer, long timeoutNs) {
        FlushCall call = new FlushCall(true, deadline(timeoutNs));
        submit(call, () -> add(trainer, call));
        return call.result();
    }

    private static long deadline(long timeoutNs) {
        return System.nanoTime() + (timeoutNs == NO_TIMEOUT ? TIMEOUT_NS : Math.min(timeoutNs, TIMEOUT_MAX_NS));
    }

    private void submit(TrainerCall<?> call, Runnable task) {
        if (stopping) {
            call.fail(LookupFailure.of(LookupError.STOPPING, "this gateway stops; open the trainer at another one"));
        } else if (arriving.offer(task)) {
            LockSupport.unpark(thread);
        } else {
            call.fail(LookupFailure.of(LookupError.BUSY, "too many calls of trainers are under way; try again"));
        }
    }

    private void add(long id, TrainerCall<?> call) {
        Trainer trainer = trainers.get(id);
        if (trainer == null) {
            call.fail(new LookupFailure(LookupError.REFUSED, "TRAINER_NOT_OPEN", false,
                "trainer " + id + " is not open at this gateway; open it again by its id"));
        } else {
            trainer.add(call);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                int work = turn();
                if (work == 0 && trainers.isEmpty()) {
                    LockSupport.parkNanos(this, SLEEP_NS);
                } else {
                    idleStrategy.idle(work);
                }
            }
            drain();
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", thread.getName(), e);
            stopping = true;
            ended.completeExceptionally(e);
        } finally {
            arriving.drain(Runnable::run);
            CloseHelper.quietCloseAll(trainers.values());
        }
    }

    private int turn() {
        long nowNs = System.nanoTime();
        int work = arriving.drain(Runnable::run);
        for (Iterator<Trainer> all = trainers.values().iterator(); all.hasNext();) {
            Trainer trainer = all.next();
            work += poll(trainer, nowNs);
            if (trainer.isEnded(nowNs)) {
                all.remove();
                CloseHelper.quietClose(trainer);
            }
        }
        return work;
    }

    /** What goes wrong with one trainer ends that one only. */
    private static int poll(Trainer trainer, long nowNs) {
        try {
            return trainer.poll(nowNs);
        } catch (RuntimeException e) {
            LOG.error("trainer {} failed", trainer.id(), e);
            trainer.end(LookupFailure.of(LookupError.UNAVAILABLE,
                "trainer " + trainer.id() + " failed at this gateway, open it again: " + e));
            return 1;
        }
    }

    /**
     * The end of the thread.
     *
     * @return completes when it is closed; exceptionally if it failed.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Answers what was begun and sees accepted pushes applied, within bounds. */
    private void drain() {
        long endNs = System.nanoTime() + DRAIN_NS;
        while (!trainers.values().stream().allMatch(Trainer::isSettled) && System.nanoTime() - endNs < 0) {
            idleStrategy.idle(turn());
        }
    }

    /** Takes no further calls, waits for those under way and for accepted pushes, then closes all trainers. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
