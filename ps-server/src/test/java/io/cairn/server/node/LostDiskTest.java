package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.access.Role;
import io.cairn.client.session.CommandEncoder;
import io.cairn.config.AccessConfig;
import io.cairn.config.AccessMode;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PrincipalConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.wire.codecs.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that lost its disk: how it takes its state from the others, and where that is refused. */
@Timeout(300)
class LostDiskTest {

    private static final long CLIENT = 42;
    private static final int REPLICAS = 3;
    private static final int PUSHES = 20;
    /** With so many rows in each, and three times that many pushes, the log is longer than a file of it. */
    private static final int PUSHES_PER_PURGE = 1200;
    private static final long[] KEYS = LongStream.range(-200, 200).toArray();
    private static final long[] MANY = LongStream.range(0, 5000).toArray();

    @TempDir
    private Path folder;

    private long position;

    @Test
    void aMemberWithoutADiskComesBackFromItsPeersWhileTheyTakePushes() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int leader = nodes.leader(0);
            for (int i = 0; i < 3; i++) {
                push(nodes, leader, table, PUSHES_PER_PURGE, MANY);
                takeSnapshot(nodes, 0, leader);
            }
            push(nodes, leader, table, PUSHES, KEYS);
            long acknowledged = position;
            int lost = (leader + 1) % REPLICAS;
            nodes.stop(lost);
            loseDisk(lost);
            recoverUnderPushes(nodes, lost, leader, table);
            assertTrue(nodes.snapshotPosition(0, lost) >= acknowledged, "it votes knowing all it has acknowledged");
            push(nodes, leader, table, PUSHES, KEYS);
            assertEqualRows(nodes, table);
            assertEquals(0, nodes.errors());
        }
    }

    @Test
    void whatWasRecoveredIsAMemberAsAnyOther() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int leader = nodes.leader(0);
            int lost = (leader + 1) % REPLICAS;
            push(nodes, leader, table, PUSHES, KEYS);
            nodes.stop(lost);
            loseDisk(lost);
            recoverUnderPushes(nodes, lost, leader, table);
            takeSnapshot(nodes, 0, leader);
            push(nodes, leader, table, PUSHES, KEYS);
            nodes.restart();
            push(nodes, nodes.leader(0), table, PUSHES, KEYS);
            assertEqualRows(nodes, table);
            int next = nodes.stopAndAwaitNextLeader(nodes.leader(0));
            push(nodes, next, table, PUSHES, KEYS);
            assertEquals(table, nodes.createTable());
        }
    }

    @Test
    void aMemberIsRecoveredOverAChangeOfLeader() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int first = nodes.leader(0);
            push(nodes, first, table, PUSHES, KEYS);
            int second = nodes.stopAndAwaitNextLeader(first);
            push(nodes, second, table, PUSHES, KEYS);
            loseDisk(first);
            nodes.recover(first);
            push(nodes, second, table, PUSHES, KEYS);
            assertEqualRows(nodes, table);
        }
    }

    @Test
    void whereTokensAreNeededTheMemberProvesWhoItIs() throws IOException {
        Path token = folder.resolve("nodes.token");
        Files.writeString(token, "secret-of-the-nodes-0123456789\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        AccessConfig access = new AccessConfig(
            AccessMode.TOKEN, List.of(new PrincipalConfig("nodes", Role.NODE, token.toString(), "")));
        ClusterConfig open = NodeKit.replicated(folder, 1, REPLICAS);
        try (ReplicatedNodes nodes = new ReplicatedNodes(with(open, open.shards(), access))) {
            nodes.stop(1);
            loseDisk(1);
            nodes.recover(1);
            assertEquals(0, nodes.errors());
        }
    }

    @Test
    void whoAsksForASnapshotThatIsGoneIsToldTheNewestOne() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            shard.open(CLIENT);
            long newest = shard.takeSnapshot(0);
            ask(shard, CommandEncoder.describeSnapshot(1, newest - 1));
            assertEquals(newest, shard.awaitRefusal(ErrorCode.SNAPSHOT_GONE).detail());
            ask(shard, CommandEncoder.fetchSnapshot(2, newest - 1, 0));
            assertEquals(newest, shard.awaitRefusal(ErrorCode.SNAPSHOT_GONE).detail());
            ask(shard, CommandEncoder.fetchSnapshot(3, newest, 1L << 40));
            shard.awaitRefusal(ErrorCode.MALFORMED);
            ask(shard, CommandEncoder.fetchSnapshot(4, newest, -1));
            shard.awaitRefusal(ErrorCode.MALFORMED);
            assertEquals(0, node.errors());
        }
    }

    private static void ask(RawClient client, DirectBuffer question) {
        client.sendRaw(question, question.capacity());
    }

    @Test
    void onlyAnEmptyDirectoryIsRecoveredInto() throws IOException {
        ClusterConfig cluster = NodeKit.replicated(folder, 1, REPLICAS);
        NodeConfig node = cluster.nodes().get(0);
        Path file = node.dataDirectory().resolve("archive/0-0.rec");
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        assertRefused(() -> CairnNode.recover(cluster, node.name()),
            "data directory " + node.dataDirectory() + " is not empty");
        assertTrue(Files.exists(file));
    }

    @Test
    void aGroupOfOneReplicaHasNoPeerToRecoverFrom() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        assertRefused(() -> CairnNode.recover(cluster, NodeKit.NODE), "there is no peer to recover it from");
        assertFalse(Files.exists(NodeKit.node(cluster).dataDirectory()));
    }

    @Test
    void aRecoveryThatWasNotEndedBeginsAgainAndIsNoStart() throws IOException {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int leader = nodes.leader(0);
            int lost = (leader + 1) % REPLICAS;
            push(nodes, leader, table, PUSHES, KEYS);
            nodes.stop(lost);
            loseDisk(lost);
            ClusterConfig cluster = nodes.cluster();
            NodeConfig node = cluster.nodes().get(lost);
            LostDisk.begin(cluster, node);
            Files.createDirectories(node.dataDirectory().resolve("shard-0/snapshots"));
            Files.write(node.dataDirectory().resolve("shard-0/recording.log"), new byte[4096]);
            assertRefused(() -> CairnNode.launch(cluster, node.name()), "was not recovered to the end");
            nodes.recover(lost);
            push(nodes, leader, table, PUSHES, KEYS);
            assertEqualRows(nodes, table);
        }
    }

    @Test
    void theDirectoryOfAnotherMemberIsRefusedByName() throws IOException {
        ClusterConfig cluster = NodeKit.replicated(folder, 1, REPLICAS);
        NodeConfig first = cluster.nodes().get(0);
        NodeConfig second = cluster.nodes().get(1);
        NodeLock.take(cluster, second).close();
        Files.move(second.dataDirectory(), first.dataDirectory());
        assertRefused(() -> CairnNode.launch(cluster, first.name()), "node=node-1 there, node=node-0 configured");
        List<String> swapped = List.of(second.name(), first.name(), cluster.nodes().get(2).name());
        ClusterConfig reordered = with(cluster, List.of(new ShardConfig(0, swapped)), cluster.access());
        NodeLock.take(cluster, second).close();
        assertRefused(() -> CairnNode.launch(reordered, second.name()),
            "shard-0:node-0,node-1,node-2 there, members=directory:node-0,node-1,node-2 shard-0:node-1,node-0,node-2");
    }

    private static void assertRefused(Runnable start, String reason) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, start::run);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static ClusterConfig with(ClusterConfig cluster, List<ShardConfig> shards, AccessConfig access) {
        return new ClusterConfig(cluster.name(), cluster.slotCount(), cluster.nodes(), cluster.directory(), shards,
            cluster.channels(), cluster.limits(), cluster.timeouts(), cluster.snapshots(), cluster.checkpoints(),
            access);
    }

    private void loseDisk(int member) {
        IoUtil.delete(folder.resolve("data-" + member).toFile(), false);
    }

    private void push(ReplicatedNodes nodes, int leader, int table, int pushes, long[] keys) {
        try (RawClient client = nodes.shard(0, leader)) {
            long last = client.open(CLIENT);
            for (int i = 1; i <= pushes; i++) {
                client.sendPush(new PushOf(CLIENT, last + i, table, NodeKit.DIMENSION), 1f / i, keys);
                client.awaitAck(last + i - 8);
            }
            client.awaitAck(last + pushes);
            position = client.position();
        }
    }

    private void recoverUnderPushes(ReplicatedNodes nodes, int lost, int leader, int table) {
        CompletableFuture<Void> recovered = CompletableFuture.runAsync(() -> nodes.recover(lost));
        do {
            push(nodes, leader, table, PUSHES, KEYS);
        } while (!recovered.isDone());
        recovered.join();
    }

    private void takeSnapshot(ReplicatedNodes nodes, int group, int leader) {
        try (RawClient client = nodes.shard(group, leader)) {
            client.open(CLIENT);
            nodes.awaitSnapshot(group, client.takeSnapshot(position));
        }
    }

    private void assertEqualRows(ReplicatedNodes nodes, int table) {
        long[] first = nodes.digests(0, table, position);
        for (int member = 1; member < REPLICAS; member++) {
            assertArrayEquals(first, nodes.digests(member, table, position), "rows of member " + member);
        }
    }
}
