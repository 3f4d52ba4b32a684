package io.cairn.server.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.snapshot.SnapshotStatus;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the pages say of replicas that are on their way up or down. */
class NodeHttpTest {

    private final AtomicBoolean directoryReady = new AtomicBoolean();
    private final AtomicBoolean shardReady = new AtomicBoolean();
    private final List<ReplicaProbe> replicas = List.of(
        new ReplicaProbe("directory", directoryReady::get, new ReplicaCounters(), new SnapshotStatus()),
        new ReplicaProbe("shard-0", shardReady::get, new ReplicaCounters(), new SnapshotStatus()));

    @Test
    void aNodeIsHealthyWhileAllItsReplicasAnswer() {
        try (NodeHttp http = serve()) {
            Pages pages = new Pages(http.port());
            assertHealth(503, false, "STARTING", "STARTING", pages);
            directoryReady.set(true);
            assertHealth(503, false, "READY", "STARTING", pages);
            shardReady.set(true);
            assertHealth(200, true, "READY", "READY", pages);
            directoryReady.set(false);
            assertHealth(503, false, "STARTING", "READY", pages);
        }
    }

    @Test
    void readinessIsAMetricOfEachReplica() {
        directoryReady.set(true);
        try (NodeHttp http = serve()) {
            Pages pages = new Pages(http.port());
            assertEquals(1, pages.metric("cairn_ready{group=\"directory\"}"));
            assertEquals(0, pages.metric("cairn_ready{group=\"shard-0\"}"));
        }
    }

    @Test
    void metricsComeAsPrometheusText() {
        try (NodeHttp http = serve()) {
            HttpResponse<String> metrics = new Pages(http.port()).get("/metrics");
            assertEquals(200, metrics.statusCode());
            assertEquals("text/plain; version=0.0.4; charset=utf-8",
                metrics.headers().firstValue("content-type").orElseThrow());
        }
    }

    @Test
    void otherPagesAreNotThereAndAfterCloseNoneIs() {
        Pages pages;
        try (NodeHttp http = serve()) {
            pages = new Pages(http.port());
            assertEquals(404, pages.get("/rows").statusCode());
        }
        assertThrows(UncheckedIOException.class, () -> pages.get("/health"));
    }

    private NodeHttp serve() {
        return new NodeHttp("node-7", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), replicas);
    }

    private static void assertHealth(int status, boolean ready, String directory, String shard, Pages pages) {
        HttpResponse<String> health = pages.get("/health");
        assertEquals("{\"node\":\"node-7\",\"ready\":" + ready + ",\"replicas\":["
            + "{\"group\":\"directory\",\"state\":\"" + directory + "\"},"
            + "{\"group\":\"shard-0\",\"state\":\"" + shard + "\"}]}", health.body());
        assertEquals(status, health.statusCode(), health.body());
    }
}
