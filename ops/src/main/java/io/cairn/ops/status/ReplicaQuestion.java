package io.cairn.ops.status;

import io.aeron.Aeron;
import io.cairn.access.Credentials;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardView;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.util.Optional;
import org.agrona.DirectBuffer;

/** Asks one replica how it stands. Polled by one thread until it {@linkplain #answered has its answer}. */
final class ReplicaQuestion implements AnswerHandler, AutoCloseable {

    private static final long CORRELATION_ID = 1;

    private final ShardConfig group;
    private final int member;
    private final ShardSession session;
    private final DirectBuffer describe;
    private int leader = -1;
    private long openPosition = ReplicaStatus.UNKNOWN;
    private boolean asked;
    private Optional<ShardView> view = Optional.empty();
    private Optional<ClusterView> cluster = Optional.empty();

    ReplicaQuestion(
        Aeron aeron, ClusterConfig cluster, ShardConfig group, int member, Optional<Credentials> credentials) {
        this.group = group;
        this.member = member;
        describe = group.id() == ShardConfig.DIRECTORY_ID
            ? CommandEncoder.describeCluster(CORRELATION_ID)
            : CommandEncoder.describeShard(CORRELATION_ID);
        String endpoint = cluster.node(group.replicas().get(member)).endpoint(group.id(), PortRole.REQUESTS);
        SessionTarget target = new SessionTarget(
            group.id(), endpoint, false, cluster.clusterId(), 0, credentials);
        session = new ShardSession(aeron, new RequestChannels(cluster.channels()), target, this);
    }

    void poll(long nowNs) {
        session.poll(nowNs);
        if (opened() && !asked) {
            asked = session.offer(describe, 0, describe.capacity());
        }
    }

    boolean answered() {
        return view.isPresent() || cluster.isPresent();
    }

    /** What the shard's leader has applied; empty if this is not the leader. */
    Optional<ShardView> leaderView() {
        return role() == ReplicaStatus.Role.LEADER ? view : Optional.empty();
    }

    /** How far the replica's node is from its limits; the directory's replicas do not say. */
    Optional<NodeStatus> nodeStatus() {
        return view.map(shard -> NodeStatus.of(group.replicas().get(member), shard.node()));
    }

    /** What a replica of the directory says of the cluster. */
    Optional<ClusterView> clusterView() {
        return cluster;
    }

    private boolean opened() {
        return openPosition != ReplicaStatus.UNKNOWN;
    }

    ReplicaStatus status() {
        return new ReplicaStatus(group.name(), member, group.replicas().get(member), role(),
            view.map(ShardView::position).orElse(openPosition), ReplicaStatus.UNKNOWN,
            view.map(shard -> shard.tables().stream().mapToLong(ShardView.TableRows::rows).sum())
                .orElse(ReplicaStatus.UNKNOWN));
    }

    private ReplicaStatus.Role role() {
        if (!answered()) {
            return ReplicaStatus.Role.SILENT;
        }
        if (leader == member) {
            return ReplicaStatus.Role.LEADER;
        }
        return leader < 0 ? ReplicaStatus.Role.ELECTING : ReplicaStatus.Role.FOLLOWER;
    }

    @Override
    public void onLeadership(long termId, int leaderMemberId) {
        leader = leaderMemberId;
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        openPosition = position;
    }

    @Override
    public void onLost(String reason) {
        asked = false;
    }

    @Override
    public void onRefusal(Refusal refusal) {
        asked = false;
    }

    @Override
    public void onClusterView(long correlationId, ClusterView answer) {
        cluster = Optional.of(answer);
    }

    @Override
    public void onShardView(long correlationId, ShardView answer) {
        view = Optional.of(answer);
    }

    @Override
    public void close() {
        session.close();
    }
}
