package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables from their creation to their end, as users of the client library see them. One node, two shards. */
class DirectoryTest {

    private static final TableSpec FULL = new TableSpec("full", 8, DType.FLOAT32,
        new InitializerSpec.TruncatedNormal(0.25, 0.02), new OptimizerSpec.RowWiseAdamW(1e-3, 0.9, 0.98, 1e-8, 0.01),
        -5, 1_000_000);

    @TempDir
    private Path folder;

    @Test
    void tablesAreListedInOrderOfCreationAndDescribedAsTheyWereAsked() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            assertEquals(List.of(), client.tables());
            Table last = client.createTable(NodeKit.sumTable("z-first"));
            Table first = client.createTable(FULL);
            assertEquals(List.of(last, first), client.tables());
            assertEquals(FULL, client.table("full").spec());
            String message = assertThrows(CairnException.class, () -> client.table("absent")).getMessage();
            assertTrue(message.contains("no table 'absent', there are [z-first, full]"), message);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aTableCreatedAgainIsTheSameAndAnotherSpecIsRefusedFieldByField() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            Table table = client.createTable(FULL);
            assertEquals(table, client.createTable(FULL));
            RefusedException refusal = assertThrows(RefusedException.class, () -> client.createTable(
                new TableSpec("full", 4, DType.FLOAT32, new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0),
                    6, 10)));
            assertEquals(ErrorCode.TABLE_MISMATCH, refusal.code());
            for (String difference : List.of("dimension: 8 here, 4 asked", "seed: -5 here, 6 asked",
                "expectedRows: 1000000 here, 10 asked", "initializer: " + FULL.initializer() + " here",
                "optimizer: " + FULL.optimizer() + " here")) {
                assertTrue(refusal.getMessage().contains(difference), refusal.getMessage());
            }
            assertFalse(refusal.getMessage().contains("dtype"), refusal.getMessage());
            assertEquals(List.of(table), client.tables());
            assertEquals(0, node.errors());
        }
    }

    @Test
    void clientsThatCreateOneTableAtTheSameTimeGetTheSameTable() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient one = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient two = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            one.open(1);
            two.open(2);
            one.sendCreate(FULL);
            two.sendCreate(FULL);
            assertEquals(one.awaitApplied(), two.awaitApplied());
            assertEquals(0, node.errors());
        }
    }

    @Test
    void droppedTablesTakeTheirRowsWithThemAndTheirIdsNeverComeBack() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            Table dropped = client.createTable(NodeKit.sumTable("sums"));
            push(client, dropped);
            assertTrue(client.dropTable("sums"));
            assertFalse(client.dropTable("sums"));
            assertEquals(List.of(), client.tables());
            Table again = client.createTable(NodeKit.sumTable("sums"));
            assertEquals(dropped.id() + 1, again.id());
            assertArrayEquals(new float[NodeKit.DIMENSION], pull(client, again));
            assertEquals(0, rows(client, again));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aRestartFindsTheTablesThatWereAndGivesNoIdTwice() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2);
        Table kept;
        Table dropped;
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            kept = client.createTable(NodeKit.sumTable("kept"));
            dropped = client.createTable(NodeKit.sumTable("dropped"));
            push(client, kept);
            push(client, dropped);
            client.dropTable("dropped");
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            assertEquals(List.of(kept), client.tables());
            for (ShardView shard : client.shardViews()) {
                assertEquals(List.of(kept.id()),
                    shard.tables().stream().map(ShardView.TableRows::tableId).toList(), "shard " + shard.shardId());
            }
            assertEquals(1, rows(client, kept));
            Table again = client.createTable(NodeKit.sumTable("dropped"));
            assertEquals(dropped.id() + 1, again.id());
            assertArrayEquals(new float[NodeKit.DIMENSION], pull(client, again));
            assertEquals(0, node.errors());
        }
    }

    private static EmbeddingClient connect(ClusterConfig cluster) {
        return EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
    }

    private static void push(EmbeddingClient client, Table table) {
        UnsafeBuffer gradient = new UnsafeBuffer(new byte[table.rowBytes()]);
        gradient.setMemory(0, gradient.capacity(), (byte) 1);
        client.push(table, new long[] {7}, 1, gradient);
        client.flush();
    }

    private static float[] pull(EmbeddingClient client, Table table) {
        UnsafeBuffer row = new UnsafeBuffer(new byte[table.rowBytes()]);
        client.pull(table, new long[] {7}, 1, row);
        float[] weights = new float[table.dimension()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = row.getFloat(i * Float.BYTES);
        }
        return weights;
    }

    /** Rows that the shards have of a table. */
    private static long rows(EmbeddingClient client, Table table) {
        return client.shardViews().stream().flatMap(shard -> shard.tables().stream())
            .filter(part -> part.tableId() == table.id())
            .mapToLong(ShardView.TableRows::rows).sum();
    }
}
