package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.view.Alias;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.wire.codecs.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Aliases of tables from their first switch to their end, as users of the client library see them. */
@Timeout(300)
class AliasTest {

    private static final String LIVE = "items@live";

    @TempDir
    private Path folder;

    @Test
    void aSwitchAndItsRollbackAreSeenByEveryViewFromThenOn() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            EmbeddingClient operator = connect(cluster);
            EmbeddingClient reader = connect(cluster)) {
            Table old = operator.createTable(NodeKit.sumTable("items_v6"));
            Table fresh = operator.createTable(NodeKit.sumTable("items_v7"));
            assertEquals(List.of(), operator.aliases());
            for (Table target : List.of(old, fresh, old, old)) {
                operator.setAlias(LIVE, target.name());
                assertEquals(target, reader.table(LIVE));
                assertEquals(List.of(new Alias(LIVE, target)), reader.aliases());
            }
            operator.setAlias("items@b", "items_v7");
            assertEquals(List.of(new Alias("items@b", fresh), new Alias(LIVE, old)), reader.aliases());
            assertTrue(operator.removeAlias(LIVE));
            assertFalse(operator.removeAlias(LIVE));
            String message = assertThrows(CairnException.class, () -> reader.table(LIVE)).getMessage();
            assertTrue(message.contains("no table 'items@live', there are [items_v6, items_v7, items@b]"), message);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aTableIsDroppedOnceNoAliasStandsForIt() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            client.createTable(NodeKit.sumTable("items_v6"));
            client.createTable(NodeKit.sumTable("items_v7"));
            client.setAlias(LIVE, "items_v6");
            RefusedException refusal = assertThrows(RefusedException.class, () -> client.dropTable("items_v6"));
            assertEquals(ErrorCode.TABLE_HAS_ALIAS, refusal.code());
            assertTrue(refusal.getMessage().contains("set the alias to another table"), refusal.getMessage());
            refusal = assertThrows(RefusedException.class, () -> client.setAlias(LIVE, "items_v8"));
            assertEquals(ErrorCode.UNKNOWN_TABLE, refusal.code());
            client.setAlias(LIVE, "items_v7");
            assertTrue(client.dropTable("items_v6"));
            assertEquals("items_v7", client.table(LIVE).name());
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aRestartHasTheAliasesOfTheSnapshotAndOfTheLogBehindIt() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        List<Alias> before;
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            client.createTable(NodeKit.sumTable("items_v6"));
            client.createTable(NodeKit.sumTable("items_v7"));
            client.setAlias(LIVE, "items_v6");
            client.setAlias("items@old", "items_v6");
            client.setAlias("items@gone", "items_v6");
            takeDirectorySnapshot(cluster, NodeKit.node(cluster));
            client.setAlias(LIVE, "items_v7");
            client.removeAlias("items@gone");
            before = client.aliases();
            assertEquals(List.of(LIVE, "items@old"), before.stream().map(Alias::name).toList());
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster); EmbeddingClient client = connect(cluster)) {
            assertEquals(before, client.aliases());
            assertThrows(RefusedException.class, () -> client.dropTable("items_v7"));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void everyMemberHasTheAliasesAlsoOneThatLostItsDisk() {
        try (ReplicatedNodes nodes = new ReplicatedNodes(folder, 1, 3)) {
            int leader = nodes.leader(ShardConfig.DIRECTORY_ID);
            ClusterView expected;
            try (EmbeddingClient operator = connect(nodes.cluster(), leader)) {
                operator.createTable(NodeKit.sumTable("items_v6"));
                operator.createTable(NodeKit.sumTable("items_v7"));
                operator.setAlias(LIVE, "items_v6");
                operator.setAlias(LIVE, "items_v7");
                expected = operator.clusterView();
            }
            int lost = (leader + 1) % nodes.cluster().nodes().size();
            nodes.stop(lost);
            IoUtil.delete(folder.resolve("data-" + lost).toFile(), false);
            nodes.recover(lost);
            for (int member = 0; member < nodes.cluster().nodes().size(); member++) {
                assertEquals(expected.aliases(), aliases(nodes.cluster(), member, expected.position()));
            }
            assertEquals(0, nodes.errors());
        }
    }

    /** As one member of the directory knows them, once it has applied its log up to a position. */
    private static List<Alias> aliases(ClusterConfig cluster, int member, long position) {
        try (EmbeddingClient client = connect(cluster, member)) {
            ClusterView view = client.clusterView();
            while (view.position() < position) {
                view = client.clusterView();
            }
            return view.aliases();
        }
    }

    private static EmbeddingClient connect(ClusterConfig cluster) {
        return EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
    }

    /** Asks one member of the directory only. */
    private static EmbeddingClient connect(ClusterConfig cluster, int member) {
        NodeConfig node = cluster.nodes().get(member);
        return EmbeddingClient.connect(new ClientContext().cluster(cluster)
            .directory(node.endpoint(ShardConfig.DIRECTORY_ID, PortRole.REQUESTS)).transport(Transport.UDP));
    }

    private static void takeDirectorySnapshot(ClusterConfig cluster, NodeConfig node) {
        try (RawClient directory = RawClient.overIpc(cluster, node, ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            assertTrue(directory.takeSnapshot(0) > 0);
        }
    }
}
