package io.cairn.server.node;

import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.metrics.Pages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** The nodes of a replicated cluster in this JVM; member ids are places in the list of nodes. */
final class ReplicatedNodes implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final ClusterConfig cluster;
    private final List<CairnNode> nodes = new ArrayList<>();

    ReplicatedNodes(Path folder, int shards, int replicas) {
        cluster = NodeKit.replicated(folder, shards, replicas);
        for (NodeConfig node : cluster.nodes()) {
            nodes.add(CairnNode.launch(cluster, node.name()));
        }
        nodes.forEach(node -> node.awaitReady(START_TIMEOUT));
    }

    /** A session with one replica of a shard. */
    RawClient shard(int shardId, int member) {
        return RawClient.overIpc(cluster, cluster.nodes().get(member), shardId);
    }

    /** Creates a table through whoever leads the directory. */
    int createTable() {
        int leader = leader(ShardConfig.DIRECTORY_ID);
        try (RawClient directory = shard(ShardConfig.DIRECTORY_ID, leader)) {
            directory.open(1);
            return directory.create(NodeKit.sumTable("sums"));
        }
    }

    /** Who leads a group, as its first replica that runs knows. */
    int leader(int shardId) {
        int member = 0;
        while (!nodes.get(member).ready()) {
            member++;
        }
        try (RawClient replica = shard(shardId, member)) {
            replica.open(1);
            return replica.awaitLeaderAfter(-1);
        }
    }

    void stop(int member) {
        nodes.get(member).close();
    }

    /** Stops the leader of shard 0 and returns the member that leads then. */
    int stopAndAwaitNextLeader(int leader) {
        try (RawClient witness = shard(0, (leader + 1) % nodes.size())) {
            witness.open(1);
            long term = witness.termId();
            stop(leader);
            return witness.awaitLeaderAfter(term);
        }
    }

    void start(int member) {
        launch(member);
        nodes.get(member).awaitReady(START_TIMEOUT);
    }

    /** Stops all of them, then starts all of them. */
    void restart() {
        CloseHelper.closeAll(nodes);
        for (int member = 0; member < nodes.size(); member++) {
            launch(member);
        }
        nodes.forEach(node -> node.awaitReady(START_TIMEOUT));
    }

    private void launch(int member) {
        nodes.set(member, CairnNode.launch(cluster, cluster.nodes().get(member).name()));
    }

    Pages pages(int member) {
        return new Pages(nodes.get(member).httpPort());
    }

    long errors() {
        return nodes.stream().mapToLong(CairnNode::errors).sum();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(nodes);
    }
}
