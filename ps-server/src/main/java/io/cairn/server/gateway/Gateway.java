package io.cairn.server.gateway;

import io.cairn.server.gateway.grpc.GrpcDoor;
import io.cairn.server.gateway.http.HttpDoor;
import io.cairn.server.gateway.lookup.GatewayLoop;
import io.cairn.server.gateway.lookup.Lookups;
import io.cairn.server.gateway.resp.RespServer;
import io.cairn.server.gateway.train.TrainerLoop;
import io.cairn.server.http.HttpThread;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway: threads {@code cairn-gateway-0}, {@code cairn-gateway-1}, … that look rows up, and the protocols that
 * clients reach them by. It keeps nothing. Instances may be used by any thread.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final List<GatewayLoop> loops = new ArrayList<>();
    private final Lookups lookups;
    private final Optional<TrainerLoop> trainers;
    private int httpPort;
    private int respPort;
    /** What is to be closed before the threads, the newest first. */
    private final Deque<AutoCloseable> doors = new ArrayDeque<>();

    private Gateway(GatewayContext context) {
        for (int i = 0; i < context.cluster().serving().threads(); i++) {
            loops.add(new GatewayLoop("cairn-gateway-" + i, context.cluster().serving(), context::client));
        }
        lookups = new Lookups(loops);
        trainers = context.trains() ? Optional.of(new TrainerLoop(context::client)) : Optional.empty();
        trainers.ifPresent(doors::push);
    }

    /**
     * Starts a gateway. Its ports are open when this returns; it answers once it has connected, see {@link #ready()}.
     *
     * @param context  what it is told.
     * @param registry receives its metrics.
     * @return the running gateway.
     * @throws IllegalStateException if it cannot listen where it should.
     */
    public static Gateway launch(GatewayContext context, MeterRegistry registry) {
        Gateway gateway = new Gateway(context);
        try {
            new GatewayMetrics(gateway.loops, registry).register();
            gateway.open(context);
            LOG.info("gateway {} of cluster {} answers HTTP and gRPC on {}:{} and clients of Redis on {}:{}",
                context.gateway().name(), context.cluster().name(), context.gateway().host(), gateway.httpPort(),
                context.gateway().host(), gateway.respPort());
            return gateway;
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    private void open(GatewayContext context) {
        HttpThread thread = new HttpThread("cairn-gateway-http");
        GrpcDoor grpc = new GrpcDoor(
            thread, lookups, trainers, context.cluster().serving(), this::ready);
        doors.push(grpc);
        HttpDoor http = new HttpDoor(thread, context.gateway(), context.cluster().serving(), lookups, this::ready,
            List.of(grpc.service()));
        doors.push(http);
        httpPort = http.port();
        RespServer resp = new RespServer(context.cluster(), context.gateway(), loops);
        doors.push(resp);
        respPort = resp.port();
    }

    /**
     * Where HTTP and gRPC are answered.
     *
     * @return a TCP port.
     */
    public int httpPort() {
        return httpPort;
    }

    /**
     * Where clients of Redis are answered.
     *
     * @return a TCP port.
     */
    public int respPort() {
        return respPort;
    }

    /**
     * Whether lookups are answered.
     *
     * @return false while a thread connects to the cluster, for the first time or again.
     */
    public boolean ready() {
        return loops.stream().allMatch(GatewayLoop::connected);
    }

    /**
     * Lookups without a protocol, for this process.
     *
     * @return for any thread.
     */
    public Lookups lookups() {
        return lookups;
    }

    /**
     * The end of the gateway.
     *
     * @return completes when it is closed; exceptionally as soon as one of its threads has failed.
     */
    public CompletableFuture<Void> ended() {
        List<CompletableFuture<Void>> threads = Stream.concat(
            loops.stream().map(GatewayLoop::ended), trainers.stream().map(TrainerLoop::ended)).toList();
        CompletableFuture<Void> ended = CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new));
        for (CompletableFuture<Void> thread : threads) {
            thread.exceptionally(failure -> {
                ended.completeExceptionally(failure);
                return null;
            });
        }
        return ended;
    }

    /** Stops: no new connections, answers what is under way for at most five seconds, then closes all of them. */
    @Override
    public void close() {
        CloseHelper.quietCloseAll(doors);
        CloseHelper.quietCloseAll(loops);
    }
}
