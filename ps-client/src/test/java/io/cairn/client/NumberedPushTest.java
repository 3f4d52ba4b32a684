package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.scripted.Request;
import io.cairn.client.scripted.ScriptedCluster;
import io.cairn.client.scripted.ScriptedShard;
import io.cairn.client.view.Table;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pushes send that their caller numbers, and that each counts once on each shard, whoever sends it again. */
@Timeout(60)
final class NumberedPushTest {

    private static final Table ITEMS = ScriptedCluster.table();
    private static final int SHARDS = 2;

    @TempDir
    private Path folder;

    @Test
    void eachShardGetsOneMessageOfTheNumberEvenWithoutRowsForIt() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, SHARDS);
            EmbeddingClient client = cluster.connect()) {
            long here = keyOf(cluster, 0);
            long there = keyOf(cluster, 1);
            done(client, client.pushNumberedAsync(1, ITEMS, new long[] {here}, 1, Rows.gradients(here)));
            done(client, client.pushNumberedAsync(2, ITEMS, new long[] {there}, 1, Rows.gradients(there)));
            done(client, client.pushNumberedAsync(3, ITEMS, new long[0], 0, Rows.gradients()));

            assertEquals(3, client.appliedSequence());
            assertEquals(List.of(1, 0, 0), rowCounts(cluster.shard(0)));
            assertEquals(List.of(0, 1, 0), rowCounts(cluster.shard(1)));
            assertEquals(List.of(1L, 2L, 3L), cluster.shard(1).applied().stream()
                .map(Request::correlationId).toList());
        }
    }

    @Test
    void pushSentAgainByTheNextClientOfTheIdReachesOnlyShardsThatLackIt() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, SHARDS)) {
            cluster.shard(0).lastSequence(5);
            cluster.shard(1).lastSequence(4);
            try (EmbeddingClient client = cluster.connect()) {
                while (client.appliedSequence() < 0) {
                    client.poll();
                }
                assertEquals(4, client.appliedSequence());
                long[] keys = {keyOf(cluster, 0), keyOf(cluster, 1)};
                done(client, client.pushNumberedAsync(5, ITEMS, keys, keys.length, Rows.gradients(keys)));
                done(client, client.pushNumberedAsync(4, ITEMS, keys, keys.length, Rows.gradients(keys)));

                assertEquals(5, client.appliedSequence());
                assertEquals(List.of(), cluster.shard(0).pushes());
                assertEquals(1, cluster.shard(1).pushes().size());
                assertArrayEquals(new long[] {keys[1]}, cluster.shard(1).applied().get(0).keys());
            }
        }
    }

    @Test
    void numberThatLeavesOneOutIsRefusedAndStaysFree() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, SHARDS);
            EmbeddingClient client = cluster.connect()) {
            assertFails(ErrorCode.SEQUENCE_GAP, client, 2, 1);
            done(client, client.pushNumberedAsync(1, ITEMS, new long[] {1}, 1, Rows.gradients(1)));
            done(client, client.pushNumberedAsync(2, ITEMS, new long[] {1}, 1, Rows.gradients(1)));
            assertEquals(2, client.appliedSequence());
            assertThrows(IllegalArgumentException.class,
                () -> client.pushNumberedAsync(0, ITEMS, new long[] {1}, 1, Rows.gradients(1)));
        }
    }

    @Test
    void pushThatNeedsTwoMessagesForAShardIsRefusedAndSendsNothing() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, SHARDS);
            EmbeddingClient client = cluster.connect()) {
            assertFails(ErrorCode.BATCH_TOO_LARGE, client, 1, LongStream.range(0, 50_000).toArray());
            assertEquals(List.of(), cluster.shard(0).pushes());
            assertEquals(List.of(), cluster.shard(1).pushes());
            done(client, client.pushNumberedAsync(1, ITEMS, new long[] {1}, 1, Rows.gradients(1)));
        }
    }

    @Test
    void refusedPushUsesItsNumberUp() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, SHARDS);
            EmbeddingClient client = cluster.connect()) {
            cluster.shard(0).script((self, request) -> {
                boolean bad = request.isPush() && request.push().rowCount() > 0
                    && request.correlationId() == self.lastSequence() + 1;
                if (bad) {
                    self.refuse(request, ErrorCode.UNKNOWN_TABLE, 1, "");
                }
                return bad;
            });
            assertFails(ErrorCode.UNKNOWN_TABLE, client, 1, keyOf(cluster, 0));
            while (client.appliedSequence() < 1) {
                client.poll();
            }
            assertEquals(List.of(0), rowCounts(cluster.shard(0)));
        }
    }

    private static void assertFails(ErrorCode code, EmbeddingClient client, long sequence, long... keys) {
        try (Reply reply = client.pushNumberedAsync(sequence, ITEMS, keys, keys.length, Rows.gradients(keys))) {
            awaitDone(client, reply);
            assertEquals(code, assertThrows(RefusedException.class, reply::check).code());
        }
    }

    private static void done(EmbeddingClient client, Reply begun) {
        try (Reply reply = begun) {
            awaitDone(client, reply);
            reply.check();
        }
    }

    private static void awaitDone(EmbeddingClient client, Reply reply) {
        while (!reply.isDone()) {
            assertFalse(Thread.currentThread().isInterrupted(), "a reply is not done in the time of the test");
            client.poll();
        }
    }

    private static long keyOf(ScriptedCluster cluster, int shard) {
        return LongStream.range(0, 1000).filter(key -> cluster.slotMap().shard(key) == shard).findFirst().orElseThrow();
    }

    private static List<Integer> rowCounts(ScriptedShard shard) {
        return shard.applied().stream().map(push -> push.push().rowCount()).toList();
    }
}
