package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.cairn.server.node.RawClient.PushOf;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas: who takes changes, who answers reads, and what becomes of both when a leader goes. */
class ReplicationTest {

    private static final long CLIENT = 42;
    private static final int REPLICAS = 3;
    private static final long[] KEYS = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    void followersAnswerReadsAndSendChangesToTheLeader() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int leader = nodes.leader(0);
            long position = push(nodes, leader, 1, table);
            for (int member = 0; member < REPLICAS; member++) {
                assertPulls(nodes, member, table, position, -1);
                if (member != leader) {
                    assertRefersTo(leader, nodes, member, table);
                }
            }
            assertEquals(0, nodes.errors());
        }
    }

    @Test
    void pushesGoOnWhereTheyStoodWhenTheLeaderStopsAndComesBack() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS)) {
            int table = nodes.createTable();
            int first = nodes.leader(0);
            push(nodes, first, 1, table);
            int second = nodes.stopAndAwaitNextLeader(first);
            assertNotEquals(first, second);
            long position = push(nodes, second, 2, table);
            nodes.start(first);
            assertPulls(nodes, first, table, position, -2);
            assertRefersTo(second, nodes, first, table);
        }
    }

    @Test
    void theLastOfThreeAnswersReadsAndTakesNoChanges() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, REPLICAS);
            RawClient last = nodes.shard(0, 0)) {
            int table = nodes.createTable();
            long position = push(nodes, nodes.leader(0), 1, table);
            last.open(CLIENT);
            nodes.stop(1);
            nodes.stop(2);
            last.awaitNoLeader();
            assertEquals(-1, last.pull(table, position, KEYS)[0][0]);
            last.sendPush(new PushOf(CLIENT, 2, table, NodeKit.DIMENSION), 1, KEYS);
            assertEquals(-1, last.awaitRefusal(ErrorCode.NOT_LEADER).detail());
        }
    }

    /** Pushes ones, as the client whose last sequence must be the one before. */
    private static long push(ReplicatedNodes nodes, int member, long sequence, int table) {
        try (RawClient client = nodes.shard(0, member)) {
            assertEquals(sequence - 1, client.open(CLIENT));
            client.sendPush(new PushOf(CLIENT, sequence, table, NodeKit.DIMENSION), 1, KEYS);
            client.awaitAck(sequence);
            return client.position();
        }
    }

    private static void assertPulls(ReplicatedNodes nodes, int member, int table, long position, float weight) {
        try (RawClient client = nodes.shard(0, member)) {
            client.open(CLIENT);
            assertArrayEquals(new float[] {weight, weight, weight, weight}, client.pull(table, position, KEYS)[0]);
        }
    }

    private static void assertRefersTo(int leader, ReplicatedNodes nodes, int member, int table) {
        try (RawClient client = nodes.shard(0, member)) {
            client.open(CLIENT);
            assertEquals(leader, client.awaitLeaderAfter(-1));
            client.sendPush(new PushOf(CLIENT, 2, table, NodeKit.DIMENSION), 1, KEYS);
            assertEquals(leader, client.awaitRefusal(ErrorCode.NOT_LEADER).detail());
        }
    }
}
