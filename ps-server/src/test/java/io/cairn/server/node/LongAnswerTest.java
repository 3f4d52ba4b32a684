package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are longer than what goes out at once. */
class LongAnswerTest {

    private static final int DIMENSION_MAX = 8192;
    private static final int KEYS = 10_000;
    private static final int KEYS_AT_A_TIME = 500;

    @TempDir
    private Path folder;

    @Test
    void anAnswerCutShortByBackPressureContinuesWhereItStopped() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient slow = RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
            RawClient other = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            int table = create(cluster, table(64));
            slow.open(1);
            other.open(2);
            long[] keys = LongStream.range(0, KEYS).toArray();
            slow.sendPull(table, 0, keys);
            // Two answers to another client: the replica has been through a whole duty cycle, and what it has to send,
            // five times the window of a stream that nobody reads, is stuck by now.
            other.pull(table, 0, 1);
            other.pull(table, 0, 1);
            float[][] rows = slow.awaitRows(KEYS);
            for (int from = 0; from < KEYS; from += KEYS_AT_A_TIME) {
                float[][] expected = other.pull(table, 0, Arrays.copyOfRange(keys, from, from + KEYS_AT_A_TIME));
                for (int i = 0; i < KEYS_AT_A_TIME; i++) {
                    assertArrayEquals(expected[i], rows[from + i], "row of key " + (from + i));
                }
            }
            assertEquals(0, node.errors());
        }
    }

    @Test
    void rowsOfTheLargestDimensionPassTheSmallestTermsAndDatagrams() {
        ClusterConfig usual = NodeKit.cluster(folder, 1);
        ClusterConfig cluster = new ClusterConfig(usual.name(), usual.slotCount(), usual.nodes(), usual.directory(),
            usual.shards(), new ChannelConfig(1 << 20, 1 << 20, 1408, 1 << 19, 1 << 19), usual.limits(),
            usual.timeouts(), usual.snapshots(), usual.checkpoints(), usual.access());
        try (CairnNode node = NodeKit.start(cluster);
            RawClient shard = RawClient.overUdp(cluster, NodeKit.node(cluster), 0, folder.resolve("client"))) {
            int table = create(cluster, table(DIMENSION_MAX));
            shard.open(1);
            float[][] before = shard.pull(table, 0, 5, 6);
            shard.sendPush(new PushOf(1, 1, table, DIMENSION_MAX), 0.5f, 5);
            shard.awaitAck(1);
            float[][] after = shard.pull(table, shard.position(), 5, 6);
            for (int i = 0; i < DIMENSION_MAX; i++) {
                assertEquals(before[0][i] - 0.5f, after[0][i]);
            }
            assertArrayEquals(before[1], after[1]);
            assertEquals(0, node.errors());
        }
    }

    private static int create(ClusterConfig cluster, TableSpec spec) {
        try (RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            return directory.create(spec);
        }
    }

    private static TableSpec table(int dimension) {
        return new TableSpec("wide", dimension, DType.FLOAT32, new InitializerSpec.Uniform(-1, 1),
            new OptimizerSpec.Sgd(1, 0), 7, 1000);
    }
}
