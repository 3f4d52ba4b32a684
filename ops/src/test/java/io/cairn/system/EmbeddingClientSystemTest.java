package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import io.cairn.config.AccessConfig;
import io.cairn.config.ChannelConfig;
import io.cairn.config.CheckpointConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.config.SnapshotConfig;
import io.cairn.config.Timeouts;
import io.cairn.server.node.CairnNode;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client library against a real node with three shards. */
@Timeout(120)
final class EmbeddingClientSystemTest {

    private static final int DIMENSION = 8;
    private static final int SHARDS = 3;
    private static final int BASE_PORT = 33_100;
    private static final long SEED = 20_261_124L;

    @TempDir
    private static Path folder;
    private static ClusterConfig cluster;
    private static CairnNode node;

    @BeforeAll
    static void start() {
        NodeConfig config = new NodeConfig(
            "n1", "127.0.0.1", BASE_PORT, 0, folder.resolve("data"), folder.resolve("aeron"));
        List<ShardConfig> shards = IntStream.range(0, SHARDS)
            .mapToObj(id -> new ShardConfig(id, List.of("n1")))
            .toList();
        cluster = new ClusterConfig("client-test", 16, List.of(config),
            new ShardConfig(ShardConfig.DIRECTORY_ID, List.of("n1")), shards, ChannelConfig.oneMachine(),
            Limits.defaults(), Timeouts.oneMachine(), SnapshotConfig.defaults(),
            new CheckpointConfig(folder.resolve("checkpoints")), AccessConfig.local());
        node = CairnNode.launch(cluster, "n1");
        node.awaitReady(Duration.ofSeconds(60));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void pullSeesInitialValuesThenWhatWasPushedAndFlushed(Transport transport) {
        try (EmbeddingClient client = connect(transport)) {
            Table table = client.createTable(spec("read-own-writes-" + transport, 1));
            int count = 20_000;
            long[] keys = new SplittableRandom(SEED).longs(count).distinct().toArray();
            UnsafeBuffer rows = rows(table, keys.length);
            client.pull(table, keys, keys.length, rows);
            float[] expected = new float[DIMENSION];
            RowInitializer initializer = new RowInitializer(table.spec());
            for (int i = 0; i < keys.length; i++) {
                initializer.initialize(keys[i], expected, 0);
                assertArrayEquals(expected, row(rows, i), "key " + keys[i] + ", seed " + SEED);
            }
            UnsafeBuffer gradients = rows(table, keys.length);
            for (int i = 0; i < keys.length * DIMENSION; i++) {
                gradients.putFloat(i * Float.BYTES, i % 7, ByteOrder.LITTLE_ENDIAN);
            }
            client.push(table, keys, keys.length, gradients);
            client.flush();
            client.pull(table, keys, keys.length, rows);
            for (int i = 0; i < keys.length; i++) {
                initializer.initialize(keys[i], expected, 0);
                for (int k = 0; k < DIMENSION; k++) {
                    expected[k] -= (i * DIMENSION + k) % 7;
                }
                assertArrayEquals(expected, row(rows, i), "key " + keys[i] + ", seed " + SEED);
            }
        }
    }

    @Test
    void keysMayRepeatInOnePull() {
        try (EmbeddingClient client = connect(Transport.IPC)) {
            Table table = client.createTable(spec("repeated-keys", 1));
            long[] keys = {5, -1, 5, 0, 5, -1};
            UnsafeBuffer rows = rows(table, keys.length);
            client.pull(table, keys, keys.length, rows);
            assertArrayEquals(row(rows, 0), row(rows, 2));
            assertArrayEquals(row(rows, 0), row(rows, 4));
            assertArrayEquals(row(rows, 1), row(rows, 5));
        }
    }

    @Test
    void refusedPushIsNamedAndLaterPushesStillCountOnce() {
        try (EmbeddingClient client = connect(Transport.IPC)) {
            Table table = client.createTable(spec("refusals", 1));
            UnsafeBuffer ones = ones(table, 1);
            UnsafeBuffer bad = ones(table, 1);
            bad.putFloat(3 * Float.BYTES, Float.NaN, ByteOrder.LITTLE_ENDIAN);
            long[] key = {11};
            float[] before = pullOne(client, table, 11);
            client.push(table, key, 1, ones);
            try (Reply refused = client.pushAsync(table, key, 1, bad)) {
                client.push(table, key, 1, ones);
                while (!refused.isDone()) {
                    client.poll();
                }
                RefusedException reason = assertThrows(RefusedException.class, refused::check);
                assertEquals(ErrorCode.NON_FINITE_GRADIENT, reason.code());
            }
            client.flush();
            assertEquals(before[0] - 2, pullOne(client, table, 11)[0], 1e-6f);
            client.push(table, new long[] {3, 3}, 2, ones(table, 2));
            RefusedException twice = assertThrows(RefusedException.class, client::flush);
            assertEquals(ErrorCode.DUPLICATE_KEY, twice.code());
            client.flush();
        }
    }

    @Test
    void lookupTellsWhetherARowExistsAndHowOftenItWasPushed() {
        try (EmbeddingClient client = connect(Transport.UDP)) {
            Table table = client.createTable(spec("lookups", 1));
            long[] known = {1};
            client.push(table, known, 1, ones(table, 1));
            client.push(table, known, 1, ones(table, 1));
            client.flush();
            LookupRows rows = new LookupRows();
            client.lookup(table, new long[] {1, 2}, 2, rows);
            assertTrue(rows.exists(0));
            assertEquals(2, rows.pushCount(0));
            assertFalse(rows.exists(1));
            assertTrue(rows.timestampMs() > 0);
        }
    }

    @Test
    void creatingATableAgainIsFineAndAnotherSpecShowsTheDifference() {
        try (EmbeddingClient client = connect(Transport.UDP)) {
            Table table = client.createTable(spec("twice", 1));
            assertEquals(table, client.createTable(spec("twice", 1)));
            RefusedException mismatch =
                assertThrows(RefusedException.class, () -> client.createTable(spec("twice", 2)));
            assertEquals(ErrorCode.TABLE_MISMATCH, mismatch.code());
            assertTrue(mismatch.getMessage().contains("seed"), mismatch.getMessage());
            assertEquals(table, client.table("twice"));
            assertTrue(client.dropTable("twice"));
            assertFalse(client.dropTable("twice"));
            assertThrows(CairnException.class, () -> client.table("twice"));
            assertEquals(SHARDS, client.shardViews().size());
        }
    }

    private static EmbeddingClient connect(Transport transport) {
        return EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(transport));
    }

    private static TableSpec spec(String name, long seed) {
        return new TableSpec(name, DIMENSION, DType.FLOAT32, new InitializerSpec.TruncatedNormal(0, 0.02),
            new OptimizerSpec.Sgd(1, 0), seed, 1000);
    }

    private static UnsafeBuffer rows(Table table, int count) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(count * table.rowBytes()));
    }

    private static UnsafeBuffer ones(Table table, int count) {
        UnsafeBuffer ones = rows(table, count);
        for (int i = 0; i < count * table.dimension(); i++) {
            ones.putFloat(i * Float.BYTES, 1, ByteOrder.LITTLE_ENDIAN);
        }
        return ones;
    }

    private static float[] pullOne(EmbeddingClient client, Table table, long key) {
        UnsafeBuffer rows = rows(table, 1);
        client.pull(table, new long[] {key}, 1, rows);
        return row(rows, 0);
    }

    private static float[] row(UnsafeBuffer rows, int index) {
        float[] row = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            row[k] = rows.getFloat((index * DIMENSION + k) * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
        return row;
    }
}
