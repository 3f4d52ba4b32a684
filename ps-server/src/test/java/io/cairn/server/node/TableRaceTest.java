package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.ClusterViewDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables while a shard cannot follow: its node is not there. */
@Timeout(60)
class TableRaceTest {

    private static final String ABSENT = "node-1";
    private static final int FAR_PORTS = 25;
    private static final int SHORT_MS = 500;
    private static final int LONG_MS = 20_000;
    private static final TableSpec SPEC = NodeKit.sumTable("sums");

    @TempDir
    private Path folder;

    private long questions;

    @Test
    void aTableThatAShardDoesNotTakeIsRefusedInTimeAndTheShardNamed() {
        ClusterConfig cluster = clusterWithAnAbsentShard();
        try (CairnNode node = NodeKit.start(cluster); RawClient directory = directory(cluster, 1)) {
            directory.sendCreate(SPEC, SHORT_MS);
            String text = directory.awaitRefusal(ErrorCode.DEADLINE_EXCEEDED).text();
            assertTrue(text.contains("shard-1 on node-1 has not followed: "), text);
            directory.sendDrop("sums", SHORT_MS);
            text = directory.awaitRefusal(ErrorCode.DEADLINE_EXCEEDED).text();
            assertTrue(text.contains("no replica listens there"), text);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aDropThatWaitsLeavesALaterTableOfTheSameNameAlone() {
        ClusterConfig cluster = clusterWithAnAbsentShard();
        try (CairnNode node = NodeKit.start(cluster);
            RawClient watcher = directory(cluster, 1);
            RawClient creator = directory(cluster, 2);
            RawClient dropper = directory(cluster, 3);
            RawClient successor = directory(cluster, 4)) {
            creator.sendCreate(SPEC, SHORT_MS);
            creator.awaitRefusal(ErrorCode.DEADLINE_EXCEEDED);
            assertEquals(List.of(1), tables(watcher));
            dropper.sendDrop("sums", 4 * SHORT_MS);
            awaitTables(watcher, List.of());
            successor.sendCreate(SPEC, LONG_MS);
            awaitTables(watcher, List.of(2));
            dropper.awaitRefusal(ErrorCode.DEADLINE_EXCEEDED);
            assertEquals(List.of(2), tables(watcher));
            assertEquals(0, node.errors());
        }
    }

    private ClusterConfig clusterWithAnAbsentShard() {
        ClusterConfig usual = NodeKit.cluster(folder, 1);
        NodeConfig here = NodeKit.node(usual);
        NodeConfig absent = new NodeConfig(ABSENT, here.host(), here.basePort() + FAR_PORTS, 0,
            folder.resolve("absent"), folder.resolve("absent-aeron"));
        return new ClusterConfig(usual.name(), usual.slotCount(), List.of(here, absent), usual.directory(),
            List.of(usual.shards().get(0), new ShardConfig(1, List.of(ABSENT))), usual.channels(), usual.limits(),
            usual.timeouts(), usual.snapshots(), usual.checkpoints(), usual.access());
    }

    private static RawClient directory(ClusterConfig cluster, long client) {
        RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
        directory.open(client);
        return directory;
    }

    private void awaitTables(RawClient directory, List<Integer> ids) {
        while (!tables(directory).equals(ids)) {
            Thread.onSpinWait();
        }
    }

    private List<Integer> tables(RawClient directory) {
        ClusterViewDecoder view = new ClusterViewDecoder().wrapAndApplyHeader(
            directory.askPast(CommandEncoder.describeCluster(++questions), ClusterViewDecoder.TEMPLATE_ID), 0,
            new MessageHeaderDecoder());
        view.slotRuns().forEach(run -> { });
        view.replicas().forEach(ClusterViewDecoder.ReplicasDecoder::endpoint);
        List<Integer> ids = new ArrayList<>();
        UnsafeBuffer blob = new UnsafeBuffer(0, 0);
        view.tables().forEach(table -> {
            table.wrapDefinition(blob);
            ids.add(TableDefinitionCodec.decode(blob, 0, blob.capacity()).tableId());
        });
        return ids;
    }
}
