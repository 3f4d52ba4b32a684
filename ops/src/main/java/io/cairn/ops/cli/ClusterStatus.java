package io.cairn.ops.cli;

import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ReplicaView;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster at one moment, as its directory and its shards told it.
 *
 * @param cluster           name of the cluster.
 * @param directoryPosition what the directory has applied.
 * @param nodes             by the order of the settings.
 * @param shards            by id.
 * @param tables            by id.
 */
record ClusterStatus(
    String cluster, long directoryPosition, List<Node> nodes, List<Shard> shards, List<Rows> tables) {

    private static final String NO_LEADER = "none";

    /** A process and the groups it has replicas of. */
    record Node(String name, String host, List<String> groups) {
    }

    /** A shard: who leads it, what the replica that answered has applied, where its replicas are. */
    record Shard(int id, String leader, long position, int clients, List<String> replicas) {
    }

    /** A table's rows and native memory, all shards together. */
    record Rows(String table, int id, int dimension, long rows, long bytes) {
    }

    static ClusterStatus of(ClusterConfig config, ClusterView view, List<ShardView> shards) {
        return new ClusterStatus(config.name(), view.position(),
            config.nodes().stream().map(node -> node(config, node.name(), node.host())).toList(),
            shards.stream().map(shard -> shard(config, view, shard)).toList(),
            view.tables().stream().map(table -> rows(table, shards)).toList());
    }

    private static Node node(ClusterConfig config, String name, String host) {
        List<String> groups = Stream
            .concat(Stream.of(config.directory()), config.shards().stream())
            .filter(group -> group.replicas().contains(name))
            .map(ShardConfig::name)
            .toList();
        return new Node(name, host, groups);
    }

    private static Shard shard(ClusterConfig config, ClusterView view, ShardView shard) {
        List<String> members = config.shards().get(shard.shardId()).replicas();
        int leader = shard.leaderMemberId();
        return new Shard(shard.shardId(), leader < 0 ? NO_LEADER : members.get(leader), shard.position(),
            shard.clients(), view.replicas().stream()
            .filter(replica -> replica.shardId() == shard.shardId())
            .map(replica -> place(members, replica))
            .toList());
    }

    private static String place(List<String> members, ReplicaView replica) {
        return members.get(replica.memberId()) + " at " + replica.endpoint();
    }

    private static Rows rows(Table table, List<ShardView> shards) {
        List<ShardView.TableRows> parts = shards.stream()
            .flatMap(shard -> shard.tables().stream())
            .filter(part -> part.tableId() == table.id())
            .toList();
        return new Rows(table.name(), table.id(), table.dimension(),
            parts.stream().mapToLong(ShardView.TableRows::rows).sum(),
            parts.stream().mapToLong(ShardView.TableRows::bytes).sum());
    }
}
