package io.cairn.server.node;

import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.metrics.Pages;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.SlotViewDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/** The nodes of a replicated cluster in this JVM; member ids are places in the list of nodes. */
final class ReplicatedNodes implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final ClusterConfig cluster;
    private final List<CairnNode> nodes = new ArrayList<>();

    ReplicatedNodes(Path folder, int shards, int replicas) {
        this(NodeKit.replicated(folder, shards, replicas));
    }

    ReplicatedNodes(ClusterConfig config) {
        cluster = config;
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

    /** Starts a member that lost its disk. */
    void recover(int member) {
        nodes.set(member, CairnNode.recover(cluster, cluster.nodes().get(member).name()));
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

    ClusterConfig cluster() {
        return cluster;
    }

    /** Waits until all members have a group's snapshot at a position. */
    void awaitSnapshot(int group, long position) {
        for (int member = 0; member < nodes.size(); member++) {
            pages(member).awaitMetric(snapshotMetric(group), (double) position);
        }
    }

    /** Position of a member's newest snapshot of a group. */
    long snapshotPosition(int group, int member) {
        return (long) pages(member).metric(snapshotMetric(group));
    }

    private static String snapshotMetric(int group) {
        String name = group == ShardConfig.DIRECTORY_ID ? "directory" : "shard-" + group;
        return "cairn_snapshot_position{group=\"" + name + "\"}";
    }

    /** Digests of all slots that a member has of a table, once it has applied the log up to a position. */
    long[] digests(int member, int table, long position) {
        try (RawClient client = shard(0, member)) {
            client.open(1);
            client.pull(table, position, 0);
            return IntStream.range(0, cluster.slotCount())
                .mapToLong(slot -> digest(client, table, slot)).toArray();
        }
    }

    private static long digest(RawClient client, int table, int slot) {
        DirectBuffer answer = client.askPast(
            CommandEncoder.describeSlot(slot, table, slot), SlotViewDecoder.TEMPLATE_ID);
        return new SlotViewDecoder().wrapAndApplyHeader(answer, 0, new MessageHeaderDecoder()).digest();
    }

    long errors() {
        return nodes.stream().mapToLong(CairnNode::errors).sum();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(nodes);
    }
}
