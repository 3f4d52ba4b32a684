package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of three replicas: each takes its own at the same place in the log, and restarts from it. */
class ReplicatedSnapshotTest {

    private static final long CLIENT = 42;
    private static final int REPLICAS = 3;
    private static final int PUSHES = 20;
    private static final long[] KEYS = LongStream.range(-200, 200).toArray();

    @TempDir
    private Path folder;

    private long position;

    @Test
    void aFollowerThatWasAwayGoesOnFromItsOwnSnapshotToEqualRows() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int leader = nodes.leader(0);
            push(nodes, leader, table);
            long snapshot = takeSnapshot(nodes, 0, leader, position);
            int follower = (leader + 1) % REPLICAS;
            nodes.stop(follower);
            push(nodes, leader, table);
            nodes.start(follower);
            assertEquals(snapshot, nodes.snapshotPosition(0, follower));
            assertEqualRows(nodes, table);
            assertEquals(0, nodes.errors());
        }
    }

    @Test
    void theLeaderGoesOnFromItsOwnSnapshotAsAFollowerAndTakesPartInTheNext() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int first = nodes.leader(0);
            push(nodes, first, table);
            long snapshot = takeSnapshot(nodes, 0, first, position);
            int second = nodes.stopAndAwaitNextLeader(first);
            push(nodes, second, table);
            nodes.start(first);
            assertEquals(snapshot, nodes.snapshotPosition(0, first));
            assertEqualRows(nodes, table);
            assertTrue(takeSnapshot(nodes, 0, second, position) >= position);
        }
    }

    @Test
    void allOfThemGoOnFromTheirSnapshotsWithRowsSequencesAndTables() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            push(nodes, nodes.leader(0), table);
            long snapshot = takeSnapshot(nodes, 0, nodes.leader(0), position);
            long directory = takeSnapshot(
                nodes, ShardConfig.DIRECTORY_ID, nodes.leader(ShardConfig.DIRECTORY_ID), 1);
            push(nodes, nodes.leader(0), table);
            long[] before = nodes.digests(0, table, position);
            nodes.restart();
            for (int member = 0; member < REPLICAS; member++) {
                assertEquals(snapshot, nodes.snapshotPosition(0, member));
                assertEquals(directory, nodes.snapshotPosition(ShardConfig.DIRECTORY_ID, member));
                assertArrayEquals(before, nodes.digests(member, table, position), "rows of member " + member);
            }
            assertEquals(table, nodes.createTable());
            push(nodes, nodes.leader(0), table);
            assertEqualRows(nodes, table);
        }
    }

    @Test
    void aFollowerSendsWhoWantsASnapshotToTheLeader() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int leader = nodes.leader(0);
            try (RawClient follower = nodes.shard(0, (leader + 1) % REPLICAS)) {
                follower.open(CLIENT);
                assertEquals(leader, follower.awaitLeaderAfter(-1));
                follower.sendTakeSnapshot(0);
                assertEquals(leader, follower.awaitRefusal(ErrorCode.NOT_LEADER).detail());
            }
        }
    }

    private void push(ReplicatedNodes nodes, int leader, int table) {
        try (RawClient client = nodes.shard(0, leader)) {
            long last = client.open(CLIENT);
            for (int i = 1; i <= PUSHES; i++) {
                client.sendPush(new PushOf(CLIENT, last + i, table, NodeKit.DIMENSION), 1f / i, KEYS);
            }
            client.awaitAck(last + PUSHES);
            position = client.position();
        }
    }

    /** Has a group's leader take a snapshot, and waits until all members have theirs. Returns its position. */
    private static long takeSnapshot(ReplicatedNodes nodes, int group, int leader, long atLeast) {
        try (RawClient client = nodes.shard(group, leader)) {
            client.open(CLIENT);
            long taken = client.takeSnapshot(atLeast);
            nodes.awaitSnapshot(group, taken);
            return taken;
        }
    }

    private void assertEqualRows(ReplicatedNodes nodes, int table) {
        long[] first = nodes.digests(0, table, position);
        for (int member = 1; member < REPLICAS; member++) {
            assertArrayEquals(first, nodes.digests(member, table, position), "rows of member " + member);
        }
    }
}
