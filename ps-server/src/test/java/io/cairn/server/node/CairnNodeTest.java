package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.security.AuthenticationException;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionEncoder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CairnNodeTest {

    private static final long CLIENT = 42;
    private static final int FREE_STREAM = 9999;

    @TempDir
    private Path folder;

    @Test
    void startsAndStopsTwiceLeavingNoThreadAndNoDriverFiles() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        for (int round = 0; round < 2; round++) {
            try (CairnNode node = NodeKit.start(cluster)) {
                assertTrue(node.ready());
            }
            assertFalse(Files.exists(NodeKit.node(cluster).aeronDirectory()), "driver directory after round " + round);
            assertEquals(List.of(), cairnThreads(), "threads after round " + round);
        }
    }

    @Test
    void rowsArePulledPushedAndReadBackAtTheAcknowledgedPosition() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overUdp(cluster, NodeKit.node(cluster), 0, folder.resolve("client"))) {
            directory.open(1);
            int table = directory.create(NodeKit.sumTable("items"));
            assertEquals(0, shard.open(CLIENT));
            assertArrayEquals(new float[4], shard.pull(table, 0, 5)[0]);
            shard.sendPush(new PushOf(CLIENT, 1, table, 4), 0.5f, 5, 6);
            shard.awaitAck(1);
            float[][] rows = shard.pull(table, shard.position(), 5, 7, 5);
            assertArrayEquals(new float[] {-0.5f, -0.5f, -0.5f, -0.5f}, rows[0]);
            assertArrayEquals(new float[4], rows[1]);
            assertArrayEquals(rows[0], rows[2]);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void clientsAboveTheLimitCannotPushWhileThoseKnownCan() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1, new Limits(1 << 16, 16, 10, 1));
        try (CairnNode node = NodeKit.start(cluster);
            RawClient known = RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
            RawClient late = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            known.open(CLIENT);
            late.open(CLIENT + 1);
            known.sendPush(new PushOf(CLIENT, 1, 0, 0), 0);
            known.awaitAck(1);
            late.sendPush(new PushOf(CLIENT + 1, 1, 0, 0), 0);
            assertEquals(1, late.awaitRefusal(ErrorCode.TOO_MANY_CLIENTS).detail());
            known.sendPush(new PushOf(CLIENT, 2, 0, 0), 0);
            known.awaitAck(2);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void sessionsAboveTheLimitAreRefusedByNameUntilOneIsClosed() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1, new Limits(1 << 16, 16, 10, 10, 3600, 2, 0, 0));
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient late = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            directory.open(1);
            directory.create(NodeKit.sumTable("items"));
            try (RawClient second = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
                assertEquals(0, second.open(CLIENT), "beside the reconciler's");
                late.sendOpen(0, CLIENT + 1);
                assertEquals(2, late.awaitRefusal(ErrorCode.TOO_MANY_SESSIONS).detail());
                assertEquals(0, second.open(CLIENT + 2), "a session that is open may change its client");
            }
            late.openOnceThereIsRoom(CLIENT + 1);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aClientThatPushedNothingForLongIsForgottenAndToldSoByName() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1, new Limits(1 << 16, 16, 10, 1, 1, 100, 0, 0));
        try (CairnNode node = NodeKit.start(cluster);
            RawClient idle = RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
            RawClient back = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            idle.open(CLIENT);
            idle.sendPush(new PushOf(CLIENT, 1, 0, 0), 0);
            idle.awaitAck(1);
            assertEquals(CLIENT, idle.awaitRefusal(ErrorCode.CLIENT_EXPIRED).detail(), "told while it does nothing");
            idle.sendPush(new PushOf(CLIENT, 2, 0, 0), 0);
            idle.awaitRefusal(ErrorCode.CLIENT_EXPIRED);
            assertEquals(-1, back.open(CLIENT), "a new session under the same id");
            back.sendPush(new PushOf(CLIENT, 1, 0, 0), 0);
            back.awaitRefusal(ErrorCode.CLIENT_EXPIRED);
            assertEquals(0, back.open(CLIENT + 1), "a younger client finds its place free again");
            back.sendPush(new PushOf(CLIENT + 1, 1, 0, 0), 0);
            back.awaitAck(1);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aRequestPortThatIsTakenIsNamedAndNothingStaysRunning() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        int port = NodeKit.node(cluster).port(0, PortRole.REQUESTS);
        try (DatagramSocket taken = new DatagramSocket(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> NodeKit.launch(cluster), () -> "port " + taken);
            assertTrue(refused.getMessage().contains(":" + port), refused.getMessage());
        }
        assertEquals(List.of(), cairnThreads());
    }

    @Test
    void aLogMessageThatCannotBeAppliedEndsTheNodeWithTheReason() throws InterruptedException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        GroupStreams streams = new GroupStreams(cluster, cluster.shards().get(0), 1 << 16);
        try (CairnNode node = NodeKit.start(cluster)) {
            try (AeronCluster intruder = AeronCluster.connect(new AeronCluster.Context()
                .aeronDirectoryName(NodeKit.node(cluster).aeronDirectory().toString())
                .ingressChannel(streams.ingressChannel())
                .ingressStreamId(streams.streamId(GroupStreams.Purpose.INGRESS))
                .egressChannel(streams.egressChannel())
                .egressStreamId(FREE_STREAM)
                .credentialsSupplier(IngressSecret.credentials()))) {
                UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
                new OpenSessionEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder());
                assertTrue(intruder.offer(message, 0, message.capacity()) > 0);
                ExecutionException end = assertThrows(
                    ExecutionException.class, () -> node.ended().get(20, TimeUnit.SECONDS));
                assertTrue(end.getMessage().contains("a shard's log cannot hold message 1"), end.getMessage());
            }
            assertFalse(node.ready());
        }
        awaitShutdown();
        assertFalse(Files.exists(NodeKit.node(cluster).aeronDirectory()), "driver directory");
        assertEquals(List.of(), cairnThreads());
    }

    @Test
    void nobodyElseWritesToTheLog() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        GroupStreams streams = new GroupStreams(cluster, cluster.shards().get(0), 1 << 16);
        try (CairnNode node = NodeKit.start(cluster)) {
            assertThrows(AuthenticationException.class, () -> AeronCluster.connect(new AeronCluster.Context()
                .aeronDirectoryName(NodeKit.node(cluster).aeronDirectory().toString())
                .ingressChannel(streams.ingressChannel())
                .ingressStreamId(streams.streamId(GroupStreams.Purpose.INGRESS))
                .egressChannel(streams.egressChannel())
                .egressStreamId(FREE_STREAM)).close());
            assertTrue(node.ready());
        }
    }

    /** A node that ends itself has a thread for that, which goes once all else is gone. */
    private static void awaitShutdown() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("cairn-shutdown")) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            }
        }
    }

    private static List<String> cairnThreads() {
        return Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("cairn-") || name.contains("aeron") || name.contains("boss"))
            .toList();
    }
}
