package io.cairn.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinitionCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the settings of a cluster accept up to, and refuse beyond, each limit; the message names the field. */
final class SettingsLimitsTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int GIB = 1 << 30;

    @Test
    void channelsAcceptTheirLimits() {
        new ChannelConfig(MIB, MIB, 1408, MIB / 2, MIB / 2);
        new ChannelConfig(GIB, GIB, 65_504, GIB / 2, Integer.MAX_VALUE);
        new ChannelConfig(MIB, MIB, 1408, 1408, 1408);
    }

    @Test
    void channelsRefuseWhatLiesBeyond() {
        assertRefused("channels.termBytes", () -> new ChannelConfig(MIB / 2, MIB, 1408, 1408, 1408));
        assertRefused("channels.termBytes", () -> new ChannelConfig(3 * MIB, MIB, 1408, 1408, 1408));
        assertRefused("channels.termBytes", () -> new ChannelConfig(1 << 31, MIB, 1408, 1408, 1408));
        assertRefused("channels.ipcTermBytes", () -> new ChannelConfig(MIB, MIB / 2, 1408, 1408, 1408));
        assertRefused("channels.ipcTermBytes", () -> new ChannelConfig(MIB, GIB + 1, 1408, 1408, 1408));
        assertRefused("channels.mtuBytes", () -> new ChannelConfig(MIB, MIB, 1376, 1408, 1408));
        assertRefused("channels.mtuBytes", () -> new ChannelConfig(MIB, MIB, 1409, 1409, 1409));
        assertRefused("channels.mtuBytes", () -> new ChannelConfig(GIB, GIB, 65_536, 1 << 20, 1 << 20));
        assertRefused("channels.windowBytes", () -> new ChannelConfig(MIB, MIB, 1408, 1407, 1408));
        assertRefused("channels.windowBytes", () -> new ChannelConfig(MIB, MIB, 1408, MIB / 2 + 1, MIB));
        assertRefused("channels.socketBufferBytes", () -> new ChannelConfig(MIB, MIB, 1408, 1408, 1407));
    }

    @Test
    void limitsAcceptTheirEndsAndRefuseWhatLiesBeyond() {
        new Limits(64 * KIB, 1, 1, 1);
        new Limits(16 << 20, 1024, 1000, 1_000_000);
        assertRefused("limits.messageBytesMax", () -> new Limits(64 * KIB - 1, 1, 1, 1));
        assertRefused("limits.messageBytesMax", () -> new Limits((16 << 20) + 1, 1, 1, 1));
        assertRefused("limits.inFlightMax", () -> new Limits(64 * KIB, 0, 1, 1));
        assertRefused("limits.inFlightMax", () -> new Limits(64 * KIB, 1025, 1, 1));
        assertRefused("limits.tablesMax", () -> new Limits(64 * KIB, 1, 0, 1));
        assertRefused("limits.tablesMax", () -> new Limits(64 * KIB, 1, 1001, 1));
        assertRefused("limits.clientsMax", () -> new Limits(64 * KIB, 1, 1, 0));
        assertRefused("limits.clientsMax", () -> new Limits(64 * KIB, 1, 1, 1_000_001));
        assertRefused("limits.clientIdleSeconds", () -> new Limits(64 * KIB, 1, 1, 1, 0, 1, 0, 0));
        assertRefused("limits.sessionsMax", () -> new Limits(64 * KIB, 1, 1, 1, 1, 0, 0, 0));
        assertRefused("limits.sessionsMax", () -> new Limits(64 * KIB, 1, 1, 1, 1, 10_001, 0, 0));
        assertRefused("limits.memoryBytesMax", () -> new Limits(64 * KIB, 1, 1, 1, 1, 1, 1000, 0));
        assertRefused("limits.diskBytesFreeMin", () -> new Limits(64 * KIB, 1, 1, 1, 1, 1, 0, -1));
    }

    @Test
    void servingAcceptsItsEndsAndRefusesWhatLiesBeyond() {
        new ServingConfig(1, 1, 1, KIB, 1, 1, 1, 0, MIB);
        new ServingConfig(64, 100_000, 1_000_000, 64 * MIB, 65_536, 1_000_000, 60_000, 3_600_000, Long.MAX_VALUE);
        assertRefused("serving.threads", () -> new ServingConfig(0, 1, 1, KIB, 1, 1, 1, 0, MIB));
        assertRefused("serving.threads", () -> new ServingConfig(65, 1, 1, KIB, 1, 1, 1, 0, MIB));
        assertRefused("serving.connectionsMax", () -> new ServingConfig(1, 0, 1, KIB, 1, 1, 1, 0, MIB));
        assertRefused("serving.keysMax", () -> new ServingConfig(1, 1, 0, KIB, 1, 1, 1, 0, MIB));
        assertRefused("serving.bodyBytesMax", () -> new ServingConfig(1, 1, 1, KIB - 1, 1, 1, 1, 0, MIB));
        assertRefused("serving.inFlightPerConnection", () -> new ServingConfig(1, 1, 1, KIB, 0, 1, 1, 0, MIB));
        assertRefused("serving.inFlightMax", () -> new ServingConfig(1, 1, 1, KIB, 1, 0, 1, 0, MIB));
        assertRefused("serving.deadlineMs", () -> new ServingConfig(1, 1, 1, KIB, 1, 1, 0, 0, MIB));
        assertRefused("serving.cacheAgeMs", () -> new ServingConfig(1, 1, 1, KIB, 1, 1, 1, -1, MIB));
        assertRefused("serving.cacheBytesMax", () -> new ServingConfig(1, 1, 1, KIB, 1, 1, 1, 0, MIB - 1));
    }

    @Test
    void gatewaysRefusePortsThatAreNoneOrTheSame() {
        new GatewayConfig("g", "127.0.0.1", 0, 0);
        new GatewayConfig("g", "127.0.0.1", 65_535, 1);
        assertRefused("gateways.httpPort", () -> new GatewayConfig("g", "127.0.0.1", 65_536, 1));
        assertRefused("gateways.respPort", () -> new GatewayConfig("g", "127.0.0.1", 1, -1));
        assertRefused("gateways.respPort", () -> new GatewayConfig("g", "127.0.0.1", 7, 7));
        assertRefused("gateways.name", () -> new GatewayConfig("a b", "127.0.0.1", 1, 2));
    }

    @Test
    void aClusterWhoseViewDoesNotFitOneMessageIsRefused() {
        ChannelConfig small = new ChannelConfig(MIB, MIB, 1408, 1408, 1408);
        withTables(300, small);
        withTables(1000, ChannelConfig.lan());
        assertRefused("channels.termBytes and channels.ipcTermBytes must be at least 4194304",
            () -> withTables(1000, small));
        TableSpec longest = new TableSpec(
            "n".repeat(64), 1, DType.FLOAT32, new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0), 1, 1);
        assertTrue(
            Integer.BYTES + TableDefinitionCodec.encode(1, longest).length <= ClusterConfig.VIEW_TABLE_BYTES);
    }

    private static ClusterConfig withTables(int tables, ChannelConfig channels) {
        ShardConfig directory = new ShardConfig(ShardConfig.DIRECTORY_ID, List.of("n"));
        return new ClusterConfig("c", 16, List.of(node("n", 1024, 0)), directory,
            List.of(new ShardConfig(0, List.of("n"))), channels, new Limits(64 * KIB, 1, tables, 1),
            Timeouts.oneMachine(), SnapshotConfig.defaults(), new CheckpointConfig(Path.of("checkpoints")),
            AccessConfig.local());
    }

    @Test
    void timeoutsAcceptTheirEndsAndRefuseWhatLiesBeyond() {
        new Timeouts(200, 100, 400);
        new Timeouts(60_000, 60_000, 600_000);
        assertRefused("timeouts.leaderHeartbeatMs", () -> new Timeouts(199, 100, 400));
        assertRefused("timeouts.leaderHeartbeatMs", () -> new Timeouts(60_001, 100, 600_000));
        assertRefused("timeouts.electionMs", () -> new Timeouts(200, 99, 400));
        assertRefused("timeouts.electionMs", () -> new Timeouts(200, 60_001, 400));
        assertRefused("timeouts.startupCanvassMs", () -> new Timeouts(1000, 100, 1999));
        assertRefused("timeouts.startupCanvassMs", () -> new Timeouts(1000, 100, 600_001));
    }

    @Test
    void snapshotsAcceptTheirEndsAndRefuseWhatLiesBeyond() {
        new SnapshotConfig(0, 0, 0);
        new SnapshotConfig(1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE);
        assertRefused("snapshots.everyLogBytes", () -> new SnapshotConfig((1 << 20) - 1, 0, 0));
        assertRefused("snapshots.everyLogBytes", () -> new SnapshotConfig(-1, 0, 0));
        assertRefused("snapshots.everyMinutes", () -> new SnapshotConfig(0, -1, 0));
        assertRefused("snapshots.logBytesKept", () -> new SnapshotConfig(0, 0, -1));
    }

    @Test
    void nodeAcceptsItsLimitsAndRefusesWhatLiesBeyond() {
        assertEquals(65_535, node("n".repeat(32), 1024, 65_535).httpPort());
        assertEquals(65_526, node("N-_9", 65_526, 0).basePort());
        assertRefused("nodes.name", () -> node("", 1024, 0));
        assertRefused("nodes.name", () -> node("n".repeat(33), 1024, 0));
        assertRefused("nodes.name", () -> node("n.1", 1024, 0));
        assertRefused("nodes.basePort", () -> node("n", 1023, 0));
        assertRefused("nodes.basePort", () -> node("n", 65_527, 0));
        assertRefused("nodes.httpPort", () -> node("n", 1024, -1));
        assertRefused("nodes.httpPort", () -> node("n", 1024, 65_536));
    }

    @Test
    void clusterAcceptsItsLimits() {
        assertEquals(16, cluster("c".repeat(64), 16, 16, 2000).shards().size());
        assertEquals(65_536, cluster("c", 65_536, 1, 2000).slotCount());
        assertEquals(65_535, cluster("c", 16, 1, 65_516).node("n").port(0, PortRole.REQUESTS) + 9);
    }

    @Test
    void clusterRefusesWhatLiesBeyond() {
        assertRefused("cluster name", () -> cluster("c".repeat(65), 16, 1, 2000));
        assertRefused("cluster name", () -> cluster(" ", 16, 1, 2000));
        assertRefused("slotCount", () -> cluster("c", 8, 1, 2000));
        assertRefused("slotCount", () -> cluster("c", 24, 1, 2000));
        assertRefused("slotCount", () -> cluster("c", 131_072, 1, 2000));
        assertRefused("shards", () -> cluster("c", 16, 0, 2000));
        assertRefused("shards", () -> cluster("c", 16, 17, 2000));
        assertRefused("nodes.basePort of n must be at most 65506 with 2 shards, got 65507",
            () -> cluster("c", 16, 2, 65_507));
    }

    @Test
    void groupsOfEvenSizeAndDoubleNodesAreRefused() {
        assertRefused("replicas", () -> new ShardConfig(0, List.of()));
        assertRefused("replicas", () -> new ShardConfig(0, List.of("a", "b")));
        assertRefused("shard-2 names a node twice", () -> new ShardConfig(2, List.of("a", "b", "a")));
    }

    private static NodeConfig node(String name, int basePort, int httpPort) {
        return new NodeConfig(name, "localhost", basePort, httpPort, Path.of("data"), Path.of("aeron"));
    }

    private static ClusterConfig cluster(String name, int slotCount, int shardCount, int basePort) {
        List<ShardConfig> shards = IntStream.range(0, shardCount)
            .mapToObj(id -> new ShardConfig(id, List.of("n")))
            .toList();
        return new ClusterConfig(name, slotCount, List.of(node("n", basePort, 0)),
            new ShardConfig(ShardConfig.DIRECTORY_ID, List.of("n")), shards, ChannelConfig.oneMachine(),
            Limits.defaults(), Timeouts.oneMachine(), SnapshotConfig.defaults(),
            new CheckpointConfig(Path.of("checkpoints")), AccessConfig.local());
    }

    private static void assertRefused(String field, Executable making) {
        String message = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(message.contains(field), message);
    }
}
