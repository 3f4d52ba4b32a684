package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.archive.Archive;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.Header;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.access.AccessControl;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.directory.Reconciliation;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.server.store.NativeMemory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way into the log breaks again and again while a client pushes. */
class IngressLossTest {

    private static final long CLIENT = 42;
    private static final int PUSHES = 10_000;
    private static final int TABLE = 1;
    private static final int MESSAGES_BETWEEN_LOSSES = 1000;
    private static final long[] KEYS = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    @SuppressWarnings("try")
    void everyPushCountsOnceThoughTheLogLosesWhatWasOnItsWay() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        NodeErrors errors = new NodeErrors();
        AeronContexts contexts = new AeronContexts(cluster, NodeKit.node(cluster), errors, () -> { });
        NodeCapacity capacity = new NodeCapacity(cluster.limits(), new NativeMemory());
        AccessControl access = new AccessControl(cluster.access(), Map.of());
        ReplicaFactory factory = new ReplicaFactory(contexts, capacity, access, new Reconciliation());
        ShardConfig shard = cluster.shards().get(0);
        ReplicaStatus status = new ReplicaStatus();
        ReplicaCounters counters = new ReplicaCounters();
        ClusteredService breaking = new BreakingService(factory.service(shard, status, counters, new SnapshotStatus()));
        try (MediaDriver driver = MediaDriver.launch(contexts.driver());
            Archive archive = Archive.launch(contexts.archive(1));
            ReplicaHost host = new ReplicaHost(contexts, factory.streams(shard), breaking)) {
            awaitReady(status);
            try (RawClient client = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
                client.open(CLIENT);
                client.add(TABLE, NodeKit.sumTable("sums"));
                int gaps = pushAll(client);
                float[][] rows = client.pull(TABLE, client.position(), KEYS);
                for (float[] row : rows) {
                    assertEquals(-PUSHES, row[0]);
                }
                assertTrue(gaps > 0, "the client was never told to send again");
                assertEquals(PUSHES, counters.pushes());
            }
        }
        assertEquals(0, errors.count());
    }

    private static int pushAll(RawClient client) {
        int gaps = 0;
        long next = 1;
        while (next != 0) {
            for (long sequence = next; sequence <= PUSHES; sequence++) {
                client.sendPush(new PushOf(CLIENT, sequence, TABLE, NodeKit.DIMENSION), 1, KEYS);
            }
            next = client.awaitAckOrGap(PUSHES);
            gaps += next == 0 ? 0 : 1;
        }
        return gaps;
    }

    private static void awaitReady(ReplicaStatus status) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!status.ready()) {
            assertTrue(System.nanoTime() - endNs < 0, "replica is not ready");
            Thread.onSpinWait();
        }
    }

    /** Applies messages as ever, and has the session they came through closed after some. */
    private static final class BreakingService implements ClusteredService {

        private final ClusteredService service;
        private int messages;

        BreakingService(ClusteredService service) {
            this.service = service;
        }

        @Override
        public void onSessionMessage(
            ClientSession session, long timestamp, DirectBuffer buffer, int offset, int length, Header header) {
            service.onSessionMessage(session, timestamp, buffer, offset, length, header);
            messages++;
            if (messages % MESSAGES_BETWEEN_LOSSES == 0) {
                session.close();
            }
        }

        @Override
        public void onStart(Cluster cluster, Image snapshotImage) {
            service.onStart(cluster, snapshotImage);
        }

        @Override
        public void onSessionOpen(ClientSession session, long timestamp) {
            service.onSessionOpen(session, timestamp);
        }

        @Override
        public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {
            service.onSessionClose(session, timestamp, closeReason);
        }

        @Override
        public void onTimerEvent(long correlationId, long timestamp) {
            service.onTimerEvent(correlationId, timestamp);
        }

        @Override
        public void onNewLeadershipTermEvent(long leadershipTermId, long logPosition, long timestamp,
            long termBaseLogPosition, int leaderMemberId, int logSessionId, TimeUnit timeUnit, int appVersion) {
            service.onNewLeadershipTermEvent(leadershipTermId, logPosition, timestamp, termBaseLogPosition,
                leaderMemberId, logSessionId, timeUnit, appVersion);
        }

        @Override
        public void onTakeSnapshot(ExclusivePublication snapshotPublication) {
            service.onTakeSnapshot(snapshotPublication);
        }

        @Override
        public void onRoleChange(Cluster.Role newRole) {
            service.onRoleChange(newRole);
        }

        @Override
        public void onTerminate(Cluster cluster) {
            service.onTerminate(cluster);
        }

        @Override
        public int doBackgroundWork(long nowNs) {
            return service.doBackgroundWork(nowNs);
        }
    }
}
