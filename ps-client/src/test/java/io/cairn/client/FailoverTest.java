package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.reply.DeadlineException;
import io.cairn.client.reply.Reply;
import io.cairn.client.scripted.Request;
import io.cairn.client.scripted.ScriptedCluster;
import io.cairn.client.scripted.ScriptedShard;
import io.cairn.client.view.ReplicaState;
import io.cairn.client.view.Table;
import io.cairn.config.ShardConfig;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes count once and in order, and pulls are answered, whichever replica leads, lags, stops or dies. */
@Timeout(60)
final class FailoverTest {

    private static final int REPLICAS = 3;
    private static final int PUSHES = 150;
    private static final Table ITEMS = ScriptedCluster.table();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "push in flight applied: {0}")
    @ValueSource(booleans = {true, false})
    void pushesInFlightWhenTheLeaderDiesCountOnce(boolean applied) {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            cluster.replica(0, 0).script((self, request) -> {
                if (request.isPush() && applied) {
                    self.apply(request);
                }
                if (request.isPush() && request.correlationId() == 3) {
                    self.away(true);
                    cluster.elect(0, 1);
                }
                return request.isPush();
            });
            push(client, 1, 4);
            client.flush();
            assertApplied(cluster, 4);
            long resent = cluster.replica(0, 1).pushes().stream().mapToLong(Request::correlationId).min().orElseThrow();
            assertEquals(applied ? 4 : 1, resent, "sent again from behind what the new leader has applied");
        }
    }

    @Test
    void twoElectionsInARowAreFollowed() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            for (int member = 0; member < 2; member++) {
                int next = member + 1;
                cluster.replica(0, member).script((self, request) -> {
                    if (request.isPush()) {
                        cluster.elect(0, next);
                    }
                    return request.isPush();
                });
            }
            push(client, 1, 2);
            client.flush();
            cluster.elect(0, 1);
            push(client, 3, 4);
            client.flush();
            assertApplied(cluster, 4);
        }
    }

    @Test
    void deposedLeaderThatStillTakesPushesIsLeft() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            cluster.replica(0, 0).deaf(true);
            cluster.elect(0, 2);
            push(client, 2, 5);
            client.flush();
            assertApplied(cluster, 5);
            cluster.replica(0, 0).lagging(true);
            cluster.replica(0, 0).dropSessions();
            push(client, 6, 6);
            client.flush();
            assertApplied(cluster, 6);
        }
    }

    @Test
    void leaderThatStopsIsLeftForTheNextAndItsPullsGoToAFollower() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            cluster.replica(0, 0).stopped(true);
            pull(client, 7);
            pull(client, 8);
            try (Reply push = client.pushAsync(ITEMS, new long[] {2}, 1, Rows.gradients(2))) {
                pull(client, 9);
                assertFalse(push.isDone(), "no leader, no acknowledgement");
                cluster.elect(0, 1);
                awaitDone(client, push);
                push.check();
            }
            cluster.replica(0, 0).stopped(false);
            push(client, 3, 3);
            client.flush();
            pull(client, 10);
            assertApplied(cluster, 3);
        }
    }

    @Test
    void lateAnswerOfALeaderThatKeptSilentIsDropped() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            ArrayDeque<Request> held = new ArrayDeque<>();
            cluster.replica(0, 0).script((self, request) -> request.isPull() && held.add(request));
            cluster.replica(0, 1).script((self, request) -> {
                if (request.isPull() && request.keys()[0] == 8) {
                    held.forEach(cluster.replica(0, 0)::answer);
                }
                return false;
            });
            pull(client, 7);
            pull(client, 8);
            assertEquals(List.of(7L, 8L), cluster.replica(0, 1).pulls().stream()
                .map(asked -> asked.keys()[0]).toList());
        }
    }

    @Test
    void pullsGoOnAmongFollowersWhileNobodyLeads() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            cluster.replica(0, 0).away(true);
            cluster.elect(0, -1);
            for (long key = 0; key < 20; key++) {
                pull(client, key);
            }
        }
    }

    @Test
    void pullNeverReadsBehindWhatWasAcknowledgedAndPassesAFollowerThatLags() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            cluster.replica(0, 1).lagging(true);
            push(client, 2, 2);
            client.flush();
            cluster.elect(0, -1);
            cluster.replica(0, 0).away(true);
            try (Reply reply = client.pullAsync(ITEMS, new long[] {5}, 1, Rows.room(1))) {
                awaitDone(client, reply);
                reply.check();
                assertEquals(200, reply.position());
            }
        }
    }

    @Test
    void clientOutlivesAllReplicasBeingAway() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 2);
            client.flush();
            everyone(cluster, true);
            try (Reply push = client.pushAsync(ITEMS, new long[] {3}, 1, Rows.gradients(3));
                Reply pull = client.pullAsync(ITEMS, new long[] {3}, 1, Rows.room(1))) {
                client.poll();
                everyone(cluster, false);
                cluster.elect(0, 2);
                awaitDone(client, push, pull);
                push.check();
                pull.check();
            }
            assertApplied(cluster, 3);
        }
    }

    @Test
    void directoryIsAskedAtAnotherReplicaWhenOneIsAwayOrStopped() {
        try (ScriptedCluster cluster = cluster()) {
            cluster.replica(ShardConfig.DIRECTORY_ID, 0).away(true);
            try (EmbeddingClient client = cluster.connect()) {
                cluster.replica(ShardConfig.DIRECTORY_ID, 1).stopped(true);
                assertEquals(List.of(ITEMS), client.tables());
            }
        }
    }

    @Test
    void deadlineSaysThatNobodyLeadsAndWhoIsSilent() {
        try (ScriptedCluster cluster = cluster();
            EmbeddingClient client = connect(cluster.context().callTimeout(1, TimeUnit.SECONDS))) {
            push(client, 1, 1);
            client.flush();
            cluster.elect(0, -1);
            for (int member = 1; member < REPLICAS; member++) {
                cluster.replica(0, member).away(true);
            }
            push(client, 2, 2);
            DeadlineException late = assertThrows(DeadlineException.class, client::flush);
            assertTrue(late.getMessage().contains("no leader answers for "), late.getMessage());
            cluster.replica(0, 0).stopped(true);
            late = assertThrows(DeadlineException.class, () -> pull(client, 1));
            assertTrue(late.getMessage().contains("silent for "), late.getMessage());
        }
    }

    @Test
    void statesTellOfEachReplicaWhetherItAnswers() {
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            push(client, 1, 1);
            client.flush();
            cluster.replica(0, 1).away(true);
            cluster.elect(0, 2);
            List<ReplicaState> states = client.replicaStates(1, TimeUnit.SECONDS);
            assertEquals(List.of(0, 1, 2), states.stream().map(ReplicaState::memberId).toList());
            assertFalse(states.get(1).view().isPresent(), states.get(1).description());
            assertEquals(100, client.shardViews().get(0).position());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensEachPushCountsOnceAndInOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (ScriptedCluster cluster = cluster(); EmbeddingClient client = connect(cluster.context())) {
            for (int member = 0; member < REPLICAS; member++) {
                SplittableRandom luck = random.split();
                cluster.replica(0, member).script((self, request) -> request.isPush() && loses(luck, self, request));
            }
            for (long key = 1; key <= PUSHES; key++) {
                push(client, key, key);
                if (random.nextInt(10) == 0) {
                    happen(cluster, random);
                }
                if (random.nextInt(20) == 0) {
                    pull(client, key);
                }
            }
            for (int member = 0; member < REPLICAS; member++) {
                cluster.replica(0, member).script((self, request) -> false);
            }
            client.flush();
            assertApplied(cluster, PUSHES);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    /** Now and then a push is lost on its way, or applied and the acknowledgement lost, and the session with it. */
    private static boolean loses(SplittableRandom luck, ScriptedShard replica, Request request) {
        int drawn = luck.nextInt(40);
        if (drawn == 0) {
            replica.dropSessions();
        } else if (drawn == 1) {
            replica.apply(request);
            replica.dropSessions();
        }
        return drawn < 2;
    }

    private static void happen(ScriptedCluster cluster, SplittableRandom random) {
        int member = random.nextInt(REPLICAS);
        switch (random.nextInt(4)) {
            case 0 -> cluster.replica(0, member).dropSessions();
            case 1 -> cluster.elect(0, -1);
            case 2 -> cluster.replica(0, member).deaf(random.nextBoolean());
            default -> {
                cluster.replica(0, member).deaf(false);
                cluster.elect(0, member);
                return;
            }
        }
        int next = random.nextInt(REPLICAS);
        cluster.replica(0, next).deaf(false);
        cluster.elect(0, next);
    }

    private ScriptedCluster cluster() {
        return new ScriptedCluster(folder, 1, REPLICAS);
    }

    /** Connects to all replicas, not to the first ones that answer only. */
    private static EmbeddingClient connect(ClientContext context) {
        EmbeddingClient client = EmbeddingClient.connect(context);
        while (client.replicaStates(20, TimeUnit.MILLISECONDS).stream().anyMatch(state -> state.view().isEmpty())) {
            assertFalse(Thread.currentThread().isInterrupted(), "not connected in the time of the test");
        }
        return client;
    }

    private static void everyone(ScriptedCluster cluster, boolean away) {
        for (int member = 0; member < REPLICAS; member++) {
            cluster.replica(0, member).away(away);
        }
    }

    private static void push(EmbeddingClient client, long first, long last) {
        for (long key = first; key <= last; key++) {
            client.push(ITEMS, new long[] {key}, 1, Rows.gradients(key));
        }
    }

    private static void pull(EmbeddingClient client, long key) {
        UnsafeBuffer rows = Rows.room(1);
        client.pull(ITEMS, new long[] {key}, 1, rows);
        assertEquals((float) key, Rows.last(rows, 0));
    }

    private static void awaitDone(EmbeddingClient client, Reply... replies) {
        for (Reply reply : replies) {
            while (!reply.isDone()) {
                assertFalse(Thread.currentThread().isInterrupted(), "a reply is not done in the time of the test");
                client.poll();
            }
        }
    }

    private static void assertApplied(ScriptedCluster cluster, long last) {
        assertArrayEquals(LongStream.rangeClosed(1, last).toArray(), cluster.replica(0, 0).applied().stream()
            .flatMapToLong(push -> LongStream.of(push.keys())).toArray());
    }
}
