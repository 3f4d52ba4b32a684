package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.reply.DeadlineException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.scripted.Request;
import io.cairn.client.scripted.ScriptedCluster;
import io.cairn.client.scripted.ScriptedShard;
import io.cairn.client.view.Table;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.ErrorCode;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pushes send, and that each counts once and in order whatever the shards do. */
@Timeout(60)
final class PushTest {

    /** An eighth of the scripted cluster's term. */
    private static final int MESSAGE_BYTES_MAX = 128 * 1024;
    private static final int IN_FLIGHT = 4;
    private static final Table ITEMS = ScriptedCluster.table();

    @TempDir
    private Path folder;

    @Test
    void pushesCarryTheirRowsInTheOrderOfTheCalls() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            for (long first = 0; first < 20; first++) {
                push(client, first, first + 100);
            }
            client.flush();
            List<Request> pushes = cluster.shard(0).pushes();
            assertEquals(20, pushes.size());
            for (int i = 0; i < pushes.size(); i++) {
                Request push = pushes.get(i);
                assertEquals(77, push.push().clientId());
                assertEquals(i + 1, push.push().sequence());
                assertEquals(ITEMS.id(), push.push().tableId());
                assertEquals(1, push.push().slotMapVersion());
                assertEquals(ScriptedCluster.DIMENSION, push.push().dimension());
                assertArrayEquals(new long[] {i, i + 100}, push.keys());
                assertEquals(i + 100f, push.gradient(1));
            }
        }
    }

    @Test
    void largeBatchIsSplitByShardAndUnderTheMessageLimit() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 2); EmbeddingClient client = cluster.connect()) {
            long[] keys = LongStream.range(0, 80_000).toArray();
            push(client, keys);
            client.flush();
            for (int shard = 0; shard < 2; shard++) {
                int id = shard;
                List<Request> pushes = cluster.shard(shard).applied();
                assertTrue(pushes.size() > IN_FLIGHT, pushes.size() + " messages, more than are in flight at once");
                for (Request push : pushes) {
                    int bytes = push.bytes().capacity();
                    assertTrue(bytes <= MESSAGE_BYTES_MAX, bytes + " bytes");
                    for (int row = 0; row < push.keys().length; row++) {
                        assertEquals((float) push.keys()[row], push.gradient(row));
                    }
                }
                assertArrayEquals(
                    LongStream.of(keys).filter(key -> cluster.slotMap().shard(key) == id).toArray(), keys(pushes));
            }
        }
    }

    @Test
    void refusedPushFailsByNameAndAnEmptyOneTakesItsSequence() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> {
                boolean bad = isNext(self, request) && LongStream.of(request.keys()).anyMatch(key -> key == 2);
                if (bad) {
                    self.refuse(request, ErrorCode.NON_FINITE_GRADIENT, 2, "");
                }
                return bad;
            });
            try (Reply good = pushAsync(client, 1);
                Reply bad = pushAsync(client, 2);
                Reply third = pushAsync(client, 3);
                Reply fourth = pushAsync(client, 4)) {
                awaitDone(client, good, bad, third, fourth);
                RefusedException refused = assertThrows(RefusedException.class, bad::check);
                assertEquals(ErrorCode.NON_FINITE_GRADIENT, refused.code());
                good.check();
                third.check();
                fourth.check();
                assertEquals(400, fourth.position());
            }
            assertArrayEquals(new long[] {1, 3, 4}, keys(shard.applied()));
            assertEquals(List.of(1, 0, 1, 1), shard.applied().stream().map(push -> push.push().rowCount()).toList());
            client.flush();
        }
    }

    @Test
    void refusalOfAPushThatNobodyWaitsForIsThrownByFlushOnce() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            cluster.shard(0).script((self, request) -> {
                boolean bad = isNext(self, request) && request.push().rowCount() == 2;
                if (bad) {
                    self.refuse(request, ErrorCode.DUPLICATE_KEY, 6, "");
                }
                return bad;
            });
            push(client, 6, 6);
            assertThrows(RefusedException.class, client::flush);
            client.flush();
        }
    }

    @Test
    void aForgottenClientPushesNoMoreUnderItsIdAndPullsOn() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            push(client, 1);
            client.flush();
            cluster.shard(0).script((self, request) -> {
                if (request.isPush()) {
                    self.refuse(request, ErrorCode.CLIENT_EXPIRED, 77, "");
                }
                return request.isPush();
            });
            push(client, 2);
            RefusedException refused = assertThrows(RefusedException.class, client::flush);
            assertEquals(ErrorCode.CLIENT_EXPIRED, refused.code());
            assertTrue(refused.getMessage().contains("connect a new client"), refused.getMessage());
            assertThrows(RefusedException.class, () -> push(client, 3));
            assertEquals(3, cluster.shard(0).pushes().size(), "two pushes, and the empty one in place of the second");
            cluster.shard(0).dropSessions();
            client.pull(ITEMS, new long[] {1}, 1, new UnsafeBuffer(new byte[ITEMS.rowBytes()]));
        }
    }

    @Test
    void aClientThatIsForgottenWhileAwayResendsNothing() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> request.isPush());
            push(client, 1);
            while (shard.pushes().isEmpty()) {
                client.poll();
            }
            shard.lastSequence(-1);
            shard.dropSessions();
            RefusedException refused = assertThrows(RefusedException.class, client::flush);
            assertEquals(ErrorCode.CLIENT_EXPIRED, refused.code());
            assertEquals(1, shard.pushes().size(), "pushes that reached the shard");
        }
    }

    @Test
    void shardThatTakesNotEvenAnEmptyPushEndsEveryPushByNameAndIsAskedNoMore() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> {
                if (isNext(self, request)) {
                    self.refuse(request, ErrorCode.TOO_MANY_CLIENTS, 1, "");
                }
                return request.isPush();
            });
            try (Reply first = pushAsync(client, 1); Reply second = pushAsync(client, 2)) {
                awaitDone(client, first, second);
                assertEquals(ErrorCode.TOO_MANY_CLIENTS,
                    assertThrows(RefusedException.class, second::check).code());
            }
            assertThrows(RefusedException.class, () -> push(client, 3));
            client.flush();
            int sent = shard.pushes().size();
            assertTrue(sent <= 4, sent + " messages: two pushes, the empty one, and what came behind it");
        }
    }

    @Test
    void keyThatStandsTwiceIsFoundAcrossTheMessagesOfAPush() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            long[] keys = LongStream.range(0, 20_000).toArray();
            keys[keys.length - 1] = 5;
            RefusedException refused = assertThrows(RefusedException.class, () -> push(client, keys));
            assertEquals(ErrorCode.DUPLICATE_KEY, refused.code());
            assertEquals(5, refused.detail());
            client.flush();
            assertEquals(List.of(), cluster.shard(0).pushes());
            push(client, 5);
            client.flush();
            assertArrayEquals(new long[] {5}, keys(cluster.shard(0).applied()));
        }
    }

    @Test
    void pushThatGotLostIsSentAgainFromTheGap() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> request.isPush() && request.correlationId() == 2
                && shard.pushes().stream().filter(push -> push.correlationId() == 2).count() == 1);
            for (long key = 1; key <= 3; key++) {
                push(client, key);
            }
            client.flush();
            assertArrayEquals(new long[] {1, 2, 3}, keys(shard.applied()));
        }
    }

    @Test
    void whatWasAppliedBeforeASessionWasLostCountsAndTheRestIsSentAgain() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> request.isPush() && applyTwoThenDrop(self, request));
            for (long key = 1; key <= 4; key++) {
                push(client, key);
            }
            client.flush();
            assertArrayEquals(new long[] {1, 2, 3, 4}, keys(shard.applied()));
            assertEquals(0, shard.pushes().stream().filter(push -> push.correlationId() < 3).count() - 2,
                "acknowledged by lastSequence, not sent again");
        }
    }

    private static boolean applyTwoThenDrop(ScriptedShard shard, Request request) {
        long sequence = request.correlationId();
        if (sequence < 3) {
            shard.apply(request);
            return true;
        }
        boolean first = shard.pushes().stream().filter(push -> push.correlationId() == sequence).count() == 1;
        if (first && sequence == 3) {
            shard.dropSessions();
        }
        return first;
    }

    @Test
    void staleSlotMapIsFetchedAgainAndThePushesApplyInTheirOrder() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            cluster.slotMapVersion(2);
            shard.script((self, request) -> {
                boolean stale = isNext(self, request) && request.push().rowCount() > 0
                    && request.push().slotMapVersion() < 2;
                if (stale) {
                    self.refuse(request, ErrorCode.STALE_SLOT_MAP, 2, "");
                }
                return stale;
            });
            try (Reply first = pushAsync(client, 1);
                Reply second = pushAsync(client, 2);
                Reply third = pushAsync(client, 3)) {
                awaitDone(client, first, second, third);
                first.check();
                second.check();
                third.check();
            }
            client.flush();
            assertArrayEquals(new long[] {1, 2, 3}, keys(shard.applied()));
            assertTrue(cluster.directory().received(DescribeClusterDecoder.TEMPLATE_ID) > 1);
        }
    }

    @Test
    void pushToAShardThatDoesNotReadWaitsInBoundedMemoryAndFailsByItsDeadline() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1);
            EmbeddingClient client =
                EmbeddingClient.connect(cluster.context().callTimeout(1, TimeUnit.SECONDS))) {
            cluster.shard(0).reading(false);
            long before = directBytes();
            long[] keys = LongStream.range(0, 100_000).toArray();
            DeadlineException late = assertThrows(DeadlineException.class, () -> push(client, keys));
            assertTrue(late.getMessage().startsWith("push to table 'items' of 100000 rows ran out of time"),
                late.getMessage());
            assertTrue(late.getMessage().contains("back-pressured: the replica does not read, "
                + IN_FLIGHT + " pushes not acknowledged"), late.getMessage());
            long grown = directBytes() - before;
            assertTrue(grown <= IN_FLIGHT * MESSAGE_BYTES_MAX, grown + " bytes for a window of " + IN_FLIGHT);
            readAgain(cluster.shard(0), client, IN_FLIGHT);
            assertEquals(IN_FLIGHT, cluster.shard(0).applied().size());
        }
    }

    @Test
    void replyToAPushThatIsNotAcknowledgedEndsByItsDeadline() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1);
            EmbeddingClient client =
                EmbeddingClient.connect(cluster.context().callTimeout(1, TimeUnit.SECONDS))) {
            cluster.shard(0).reading(false);
            try (Reply reply = pushAsync(client, 1)) {
                awaitDone(client, reply);
                DeadlineException late = assertThrows(DeadlineException.class, reply::check);
                assertTrue(late.getMessage().contains("may still count"), late.getMessage());
            }
            readAgain(cluster.shard(0), client, 1);
            assertArrayEquals(new long[] {1}, keys(cluster.shard(0).applied()));
        }
    }

    /** Polls until all has arrived, however long that takes here, so that the flush has little to wait for. */
    private static void readAgain(ScriptedShard shard, EmbeddingClient client, long sequence) {
        shard.reading(true);
        while (shard.lastSequence() < sequence && !Thread.currentThread().isInterrupted()) {
            client.poll();
        }
        client.flush();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    }

    private static boolean isNext(ScriptedShard shard, Request request) {
        return request.isPush() && request.correlationId() == shard.lastSequence() + 1;
    }

    private static void push(EmbeddingClient client, long... keys) {
        client.push(ITEMS, keys, keys.length, Rows.gradients(keys));
    }

    private static Reply pushAsync(EmbeddingClient client, long key) {
        return client.pushAsync(ITEMS, new long[] {key}, 1, Rows.gradients(key));
    }

    private static void awaitDone(EmbeddingClient client, Reply... replies) {
        for (Reply reply : replies) {
            while (!reply.isDone()) {
                assertFalse(Thread.currentThread().isInterrupted(), "a reply is not done in the time of the test");
                client.poll();
            }
        }
    }

    private static long[] keys(List<Request> pushes) {
        return pushes.stream().flatMapToLong(push -> LongStream.of(push.keys())).toArray();
    }
}
