package io.cairn.server.metrics;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.cairn.server.http.HttpThread;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The node's pages over HTTP: {@code GET /metrics} in Prometheus' text format, and {@code GET /health}, which answers
 * 200 when all replicas of the node answer requests and 503 while one does not, with the state of each as JSON.
 */
public final class NodeHttp implements AutoCloseable {

    private static final MediaType PROMETHEUS_TEXT = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final String node;
    private final List<ReplicaProbe> replicas;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Server server;

    /**
     * Starts to serve.
     *
     * @param node     the node's name.
     * @param address  where to listen; port 0 for any free one.
     * @param replicas the node's replicas.
     * @throws IllegalStateException if it cannot listen there.
     */
    public NodeHttp(String node, InetSocketAddress address, List<ReplicaProbe> replicas) {
        this.node = node;
        this.replicas = List.copyOf(replicas);
        NodeMetrics metrics = metrics();
        this.replicas.forEach(metrics::add);
        server = Server.builder()
            .http(address)
            .workerGroup(new HttpThread("cairn-http"), true)
            .bossGroupFactory(port -> new HttpThread("cairn-http-accept"))
            .meterRegistry(registry)
            .gracefulShutdownTimeout(Duration.ZERO, STOP_TIMEOUT)
            .service("/metrics", (context, request) ->
                HttpResponse.of(HttpStatus.OK, PROMETHEUS_TEXT, HttpData.ofUtf8(registry.scrape())))
            .service("/health", (context, request) -> health())
            .build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            server.close();
            throw new IllegalStateException("cannot serve HTTP on " + address.getHostString() + ":" + address.getPort()
                + " (" + e.getCause().getMessage() + "): stop what listens there or change httpPort", e);
        }
    }

    /**
     * The registry behind {@code /metrics}, for what is not a replica's.
     *
     * @return to add to.
     */
    public NodeMetrics metrics() {
        return new NodeMetrics(registry);
    }

    /**
     * The registry behind {@code /metrics} itself, for those who name meters themselves.
     *
     * @return to add to.
     */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Where it listens.
     *
     * @return a TCP port.
     */
    public int port() {
        return server.activeLocalPort();
    }

    @Override
    public void close() {
        server.close();
        registry.close();
    }

    private HttpResponse health() {
        List<ReplicaHealth> states = new ArrayList<>();
        boolean ready = true;
        for (ReplicaProbe replica : replicas) {
            boolean replicaReady = replica.ready().getAsBoolean();
            states.add(new ReplicaHealth(replica.group(), replicaReady ? "READY" : "STARTING"));
            ready &= replicaReady;
        }
        return HttpResponse.ofJson(
            ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, new NodeHealth(node, ready, states));
    }

    /** What {@code /health} says of a node. */
    record NodeHealth(String node, boolean ready, List<ReplicaHealth> replicas) {
    }

    /** What {@code /health} says of a replica. */
    record ReplicaHealth(String group, String state) {
    }
}
