package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.metrics.Pages;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.wire.codecs.ErrorCode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node's pages tell, and that the numbers follow what clients do. */
class NodePagesTest {

    private static final long CLIENT = 42;
    private static final String SHARD = "{group=\"shard-0\"}";

    @TempDir
    private Path folder;

    @Test
    void healthTellsWhetherEachReplicaAnswersWhileTheNodeStartsAndAfterwards() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        try (CairnNode node = NodeKit.launch(cluster)) {
            Pages pages = new Pages(node.httpPort());
            HttpResponse<String> health = pages.get("/health");
            assertEquals(health.body().contains("STARTING") ? 503 : 200, health.statusCode(), health.body());
            node.awaitReady(Duration.ofSeconds(30));
            health = pages.get("/health");
            assertEquals(200, health.statusCode(), health.body());
            for (String group : List.of("directory", "shard-0", "shard-1")) {
                assertTrue(health.body().contains("{\"group\":\"" + group + "\",\"state\":\"READY\"}"), health.body());
            }
        }
    }

    @Test
    void everyMetricIsStillReadAfterAGarbageCollection() {
        try (CairnNode node = NodeKit.start(NodeKit.cluster(folder, 1))) {
            System.gc();
            String metrics = new Pages(node.httpPort()).get("/metrics").body();
            assertTrue(metrics.contains("cairn_agent_errors_total 0.0"), metrics);
            assertEquals(List.of(), metrics.lines()
                .filter(line -> line.endsWith(" NaN") && !line.startsWith("cairn_snapshot_age_seconds"))
                .toList(), "only what has no snapshot yet has no age");
        }
    }

    @Test
    void metricsFollowPullsPushesRefusalsAndRows() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            Pages pages = new Pages(node.httpPort());
            directory.open(1);
            shard.open(CLIENT);
            int table = directory.create(NodeKit.sumTable("sums"));
            for (String counter : List.of("pulls", "pulled_rows", "pushes", "pushed_rows", "pushes_repeated")) {
                assertEquals(0, pages.metric("cairn_" + counter + "_total" + SHARD), counter);
            }
            assertEquals(0, pages.metric("cairn_native_bytes{tag=\"ROWS\"}"));
            long position = (long) pages.metric("cairn_position" + SHARD);

            shard.pull(table, 0, 1, 2, 3);
            shard.pull(table, 0, 1);
            shard.sendPush(new PushOf(CLIENT, 1, table, NodeKit.DIMENSION), 1, 8, 9);
            shard.awaitAck(1);
            shard.sendPull(99, 0, 1);
            shard.awaitRefusal(ErrorCode.UNKNOWN_TABLE);

            pages.awaitMetric("cairn_pulls_total" + SHARD, 2);
            pages.awaitMetric("cairn_pulled_rows_total" + SHARD, 4);
            pages.awaitMetric("cairn_pushes_total" + SHARD, 1);
            pages.awaitMetric("cairn_pushed_rows_total" + SHARD, 2);
            pages.awaitMetric("cairn_refusals_total{code=\"UNKNOWN_TABLE\",group=\"shard-0\"}", 1);
            pages.awaitMetric("cairn_refusals_total{code=\"MALFORMED\",group=\"shard-0\"}", 0);
            pages.awaitMetric("cairn_rows" + SHARD, 2);
            assertTrue(pages.metric("cairn_position" + SHARD) > position, "the log went on");
            assertTrue(pages.metric("cairn_sessions" + SHARD) >= 1, "a client is here");
            assertEquals(0, pages.metric("cairn_agent_errors_total"));
        }
    }

    @Test
    void nativeMemoryIsCountedByTagAndFreeAgainWhenTheTableIsDropped() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            Pages pages = new Pages(node.httpPort());
            directory.open(1);
            shard.open(CLIENT);
            int table = directory.create(NodeKit.sumTable("sums"));
            shard.sendPush(new PushOf(CLIENT, 1, table, NodeKit.DIMENSION), 1, 8, 9);
            shard.awaitAck(1);
            assertTrue(pages.metric("cairn_native_bytes{tag=\"ROWS\"}") > 0, "rows take memory");
            assertTrue(pages.metric("cairn_native_bytes{tag=\"INDEX\"}") > 0, "their index takes memory");
            assertTrue(pages.metric("cairn_native_bytes_max") > 0, "memory has a limit");
            double floor = pages.metric("cairn_disk_free_bytes_min");
            assertTrue(pages.metric("cairn_disk_free_bytes") > floor, "there is room on the disk");
            directory.drop("sums");
            pages.awaitMetric("cairn_native_bytes{tag=\"ROWS\"}", 0);
            pages.awaitMetric("cairn_native_bytes{tag=\"INDEX\"}", 0);
        }
    }
}
