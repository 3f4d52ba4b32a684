package io.cairn.server.gateway.lookup;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardView;
import io.cairn.config.ServingConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a gateway: it drives an event loop and a client of the cluster in turn. While rows are on their way it
 * waits for neither; else it waits for I/O, for a millisecond at most, since the client wants to be polled too.
 */
public final class GatewayLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLoop.class);
    private static final long IO_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int SPINS = 1;
    private static final int YIELDS = 20;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private final Thread thread;
    private final ManualIoEventLoop io;
    private final LookupDesk desk;
    private final ClusterLink link;
    private final IdleStrategy idleStrategy = new BackoffIdleStrategy(SPINS, YIELDS, PARK_MIN_NS, PARK_MAX_NS);
    private final ArrayList<Runnable> atTurnEnd = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Optional<EmbeddingClient> client = Optional.empty();
    private volatile boolean connected;
    private volatile boolean stopping;
    private long nowNs = System.nanoTime();

    /**
     * Starts the thread; it connects to the cluster at once, and again when it loses it.
     *
     * @param name     of the thread.
     * @param limits   what is taken.
     * @param contexts makes the settings of each connection.
     */
    public GatewayLoop(String name, ServingConfig limits, Supplier<ClientContext> contexts) {
        desk = new LookupDesk(limits);
        link = new ClusterLink(name + "-connect", contexts);
        thread = new Thread(this::run, name);
        io = new ManualIoEventLoop(thread, NioIoHandler.newFactory());
        thread.start();
    }

    /**
     * The event loop that channels are registered with, and that runs tasks on the thread.
     *
     * @return the loop.
     */
    public EventLoop eventLoop() {
        return io;
    }

    /**
     * Whether lookups are answered.
     *
     * @return false while the thread connects to the cluster.
     */
    public boolean connected() {
        return connected;
    }

    /**
     * Begins a lookup, on any thread.
     *
     * @param lookup to be answered; nobody else's until it is.
     */
    public void submit(Lookup lookup) {
        if (!desk.enter(lookup)) {
            return;
        }
        if (io.inEventLoop(Thread.currentThread())) {
            desk.accept(lookup, nowNs);
            return;
        }
        try {
            io.execute(() -> desk.accept(lookup, System.nanoTime()));
        } catch (RejectedExecutionException e) {
            desk.refuse(lookup);
        }
    }

    /**
     * Asks the shards what they have, on the thread of the loop.
     *
     * @param listener hears one view per shard; empty if they do not tell in time.
     */
    public void count(Consumer<Optional<List<ShardView>>> listener) {
        desk.count(listener);
    }

    /**
     * What the directory said last about the cluster, on any thread.
     *
     * @return empty before its first answer.
     */
    public Optional<ClusterView> view() {
        return desk.view();
    }

    /**
     * What the thread counts of a protocol.
     *
     * @param protocol which.
     * @return the counters, for any thread.
     */
    public ServingCounters counters(Protocol protocol) {
        return desk.counters(protocol);
    }

    /**
     * Has work done once when this turn ends, after all answers of the turn; on the thread of the loop.
     *
     * @param work to be done.
     */
    public void atTurnEnd(Runnable work) {
        atTurnEnd.add(work);
    }

    /**
     * The end of the thread.
     *
     * @return completes when it is closed; exceptionally if it failed.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    private void run() {
        try {
            while (!stopping) {
                turn();
            }
            drain();
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", thread.getName(), e);
            ended.completeExceptionally(e);
        } finally {
            end();
        }
    }

    private void turn() {
        nowNs = System.nanoTime();
        int work = io.runNow() + pollClient() + endTurn();
        if (work > 0) {
            idleStrategy.reset();
        } else if (desk.isBusy()) {
            idleStrategy.idle();
        } else {
            io.run(IO_WAIT_NS);
            endTurn();
        }
    }

    private int pollClient() {
        if (client.isEmpty()) {
            return connect();
        }
        try {
            return desk.poll(nowNs);
        } catch (CairnException lost) {
            LOG.warn("{} lost the cluster and connects anew: {}", thread.getName(), lost.getMessage());
            disconnect(lost.getMessage());
            return 1;
        }
    }

    private int connect() {
        client = link.poll(nowNs);
        if (client.isEmpty()) {
            desk.unavailable(link.lastFailure());
            return 0;
        }
        desk.connected(client.orElseThrow());
        connected = true;
        return 1;
    }

    private void disconnect(String reason) {
        connected = false;
        desk.disconnected(reason);
        client.ifPresent(CloseHelper::quietClose);
        client = Optional.empty();
    }

    /** Work that asks for more work at the turn's end has it done in the next. */
    private int endTurn() {
        int count = atTurnEnd.size();
        for (int i = 0; i < count; i++) {
            atTurnEnd.get(i).run();
        }
        atTurnEnd.subList(0, count).clear();
        return count;
    }

    /** Answers what was begun, within bounds; what comes now is refused. */
    private void drain() {
        desk.stop();
        long endNs = System.nanoTime() + DRAIN_NS;
        while (desk.isBusy() && System.nanoTime() - endNs < 0) {
            turn();
        }
    }

    private void end() {
        link.abandon();
        disconnect("this gateway stops");
        endTurn();
        Future<?> closed = io.shutdownGracefully(0, DRAIN_NS, TimeUnit.NANOSECONDS);
        while (!closed.isDone()) {
            io.run(IO_WAIT_NS);
        }
    }

    /** Refuses further lookups, waits for those under way, then closes all channels and the connection. */
    @Override
    public void close() {
        stopping = true;
        io.wakeup();
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
