package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.cairn.wire.codecs.RowContent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pulls ask of the shards, and how they get their rows whatever the shards do. */
@Timeout(60)
final class PullTest {

    /** An eighth of the scripted cluster's term. */
    private static final int MESSAGE_BYTES_MAX = 128 * 1024;
    private static final Table ITEMS = ScriptedCluster.table();

    @TempDir
    private Path folder;

    @Test
    void requestSaysWhatIsWantedAndHowFreshItMustBe() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            client.push(ITEMS, new long[] {5}, 1, Rows.gradients(5));
            client.flush();
            client.pull(ITEMS, new long[] {3, -4}, 2, Rows.room(2));
            client.pull(ITEMS, new long[] {9, 8, 7}, 1, Rows.room(1));
            List<Request> pulls = cluster.shard(0).pulls();
            assertEquals(2, pulls.size());
            assertArrayEquals(new long[] {3, -4}, pulls.get(0).keys());
            assertArrayEquals(new long[] {9}, pulls.get(1).keys());
            assertEquals(ITEMS.id(), pulls.get(0).pull().tableId());
            assertEquals(1, pulls.get(0).pull().slotMapVersion());
            assertEquals(100, pulls.get(0).pull().minPosition(), "the position that acknowledged the push");
            assertEquals(RowContent.WEIGHTS, pulls.get(0).pull().content());
            int timeoutMs = pulls.get(0).pull().timeoutMs();
            assertTrue(timeoutMs > 0 && timeoutMs <= 20_000, "timeout " + timeoutMs + " ms of a call of 20 s");
        }
    }

    @Test
    void largeBatchIsSplitUnderTheMessageLimit() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            long[] keys = LongStream.range(0, 100_000).toArray();
            assertPulls(client, keys);
            List<Request> pulls = cluster.shard(0).pulls();
            assertTrue(pulls.size() > 4, pulls.size() + " messages, more than are in flight at once");
            for (Request pull : pulls) {
                int bytes = pull.bytes().capacity();
                assertTrue(bytes <= MESSAGE_BYTES_MAX, bytes + " bytes");
            }
            assertArrayEquals(keys, pulls.stream().flatMapToLong(pull -> LongStream.of(pull.keys())).toArray());
        }
    }

    @Test
    void shardsAreAskedAtOnceAndRowsReturnToTheirPlaces() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 2); EmbeddingClient client = cluster.connect()) {
            ArrayDeque<Runnable> held = new ArrayDeque<>();
            for (int shard = 0; shard < 2; shard++) {
                cluster.shard(shard).script((self, request) -> request.isPull() && holdUntilTwo(held, self, request));
            }
            long[] keys = LongStream.rangeClosed(-200, 200).toArray();
            assertPulls(client, keys);
            for (int shard = 0; shard < 2; shard++) {
                int id = shard;
                long[] owned = LongStream.of(keys).filter(key -> cluster.slotMap().shard(key) == id).toArray();
                assertArrayEquals(owned, cluster.shard(shard).pulls().get(0).keys());
            }
        }
    }

    /** Nobody is answered before both have been asked, and then the last first. */
    private static boolean holdUntilTwo(ArrayDeque<Runnable> held, ScriptedShard shard, Request request) {
        held.push(() -> shard.answer(request));
        if (held.size() == 2) {
            held.forEach(Runnable::run);
        }
        return true;
    }

    @Test
    void repeatedKeysGetARowEach() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 2); EmbeddingClient client = cluster.connect()) {
            assertPulls(client, new long[] {7, 1, 7, 2, 7, 1, 0, 0, -3, 7});
        }
    }

    @Test
    void staleSlotMapIsFetchedAgainAndThePullSucceeds() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 2); EmbeddingClient client = cluster.connect()) {
            cluster.slotMapVersion(2);
            for (int shard = 0; shard < 2; shard++) {
                cluster.shard(shard).script((self, request) -> {
                    boolean stale = request.isPull() && request.pull().slotMapVersion() < 2;
                    if (stale) {
                        self.refuse(request, ErrorCode.STALE_SLOT_MAP, 2, "");
                    }
                    return stale;
                });
            }
            assertPulls(client, LongStream.range(0, 100).toArray());
            assertEquals(2, cluster.directory().received(DescribeClusterDecoder.TEMPLATE_ID));
        }
    }

    @Test
    void pullIsAskedAgainWhenItsSessionIsLost() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            ScriptedShard shard = cluster.shard(0);
            shard.script((self, request) -> {
                boolean first = request.isPull() && shard.pulls().size() == 1;
                if (first) {
                    shard.dropSessions();
                }
                return first;
            });
            assertPulls(client, new long[] {4, 5, 6});
            assertEquals(2, shard.pulls().size());
        }
    }

    @Test
    void refusalThatNothingHelpsReachesTheCallerByName() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            cluster.shard(0).script((self, request) -> {
                if (request.isPull()) {
                    self.refuse(request, ErrorCode.BATCH_TOO_LARGE, 1, "too much");
                }
                return request.isPull();
            });
            RefusedException refused =
                assertThrows(RefusedException.class, () -> client.pull(ITEMS, new long[1], 1, Rows.room(1)));
            assertEquals(ErrorCode.BATCH_TOO_LARGE, refused.code());
            cluster.shard(0).script((self, request) -> false);
            assertPulls(client, new long[] {1});
        }
    }

    @Test
    void deadlineSaysWhatItWaitedFor() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1);
            EmbeddingClient client =
                EmbeddingClient.connect(cluster.context().callTimeout(100, TimeUnit.MILLISECONDS))) {
            cluster.shard(0).script((self, request) -> request.isPull());
            DeadlineException late =
                assertThrows(DeadlineException.class, () -> client.pull(ITEMS, new long[3], 3, Rows.room(3)));
            assertTrue(late.getMessage().startsWith("pull from table 'items' of 3 rows ran out of time; directory at "),
                late.getMessage());
            assertTrue(late.getMessage().contains("shard-0 at localhost:2000 (ipc): OPEN"), late.getMessage());
        }
    }

    @Test
    void bufferThatIsTooSmallIsRefusedBeforeAnythingIsSent() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            assertThrows(IllegalArgumentException.class, () -> client.pull(ITEMS, new long[2], 2, Rows.room(1)));
            assertThrows(IllegalArgumentException.class, () -> client.pull(ITEMS, new long[2], 3, Rows.room(3)));
            try (Reply nothing = client.pullAsync(ITEMS, new long[0], 0, Rows.room(0))) {
                assertTrue(nothing.isDone());
            }
            assertEquals(List.of(), cluster.shard(0).pulls());
        }
    }

    private static void assertPulls(EmbeddingClient client, long[] keys) {
        UnsafeBuffer rows = Rows.room(keys.length);
        client.pull(ITEMS, keys, keys.length, rows);
        for (int i = 0; i < keys.length; i++) {
            assertEquals((float) keys[i], Rows.last(rows, i), "row " + i);
        }
    }
}
