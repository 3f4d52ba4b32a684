package io.cairn.client;

import io.cairn.access.Credentials;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.SessionTargets;
import io.cairn.client.session.ShardSession;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.wire.codecs.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

/**
 * Has every group of a cluster, the directory too, take a snapshot. Listens to all replicas, and asks those that lead.
 * Used by one thread.
 */
public final class ClusterSnapshots implements AutoCloseable {

    private static final long CLIENT_ID = 0;
    private static final long CORRELATION_ID = 1;

    private final ClientDriver driver;
    private final int groups;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, GroupSnapshot> taken = new TreeMap<>();
    private final IdleStrategy idleStrategy = ClientDriver.idleStrategy();

    /**
     * Begins to connect.
     *
     * @param cluster     whose groups.
     * @param credentials as which principal, of role operator; empty if the cluster asks nobody.
     */
    public ClusterSnapshots(ClusterConfig cluster, Optional<Credentials> credentials) {
        driver = new ClientDriver(Optional.empty(), cluster.channels());
        List<ShardConfig> all = new ArrayList<>(cluster.shards());
        all.add(cluster.directory());
        groups = all.size();
        RequestChannels channels = new RequestChannels(cluster.channels());
        SessionTargets targets = new SessionTargets(endpoint -> false, cluster.clusterId(), CLIENT_ID, credentials);
        for (ShardConfig group : all) {
            for (int id = 0; id < group.replicas().size(); id++) {
                String endpoint = cluster.node(group.replicas().get(id)).endpoint(group.id(), PortRole.REQUESTS);
                members.add(new Member(group.name(), id, channels, targets.replica(group.id(), endpoint)));
            }
        }
    }

    /**
     * Takes a snapshot of what each group has applied when it is reached. A group that has one of that already only
     * says so.
     *
     * @param timeout  how long at most.
     * @param progress told how many groups are done, each time one is.
     * @return one for each group.
     * @throws CairnException if a group refuses, or its leader does not answer in time.
     */
    public List<GroupSnapshot> take(Duration timeout, IntConsumer progress) {
        long endNs = System.nanoTime() + timeout.toNanos();
        while (taken.size() < groups) {
            long nowNs = System.nanoTime();
            int work = 0;
            int before = taken.size();
            for (Member member : members) {
                work += member.poll(nowNs);
            }
            if (taken.size() > before) {
                progress.accept(taken.size());
            }
            if (nowNs - endNs >= 0) {
                throw new DeadlineException("no complete snapshot of every group after " + timeout + ", only of "
                    + taken.keySet());
            }
            idleStrategy.idle(work);
        }
        return List.copyOf(taken.values());
    }

    @Override
    public void close() {
        members.forEach(member -> CloseHelper.quietClose(member.session));
        driver.close();
    }

    /**
     * A complete snapshot.
     *
     * @param group    {@code directory} or {@code shard-<id>}.
     * @param position log position that it is the state at.
     * @param bytes    length of its file.
     */
    public record GroupSnapshot(String group, long position, long bytes) {
    }

    /** A replica, asked once it is connected and leads, and again after each lost connection or election. */
    private final class Member implements AnswerHandler {

        private final String group;
        private final int id;
        private final ShardSession session;
        private Optional<DirectBuffer> asking = Optional.empty();
        private boolean leads;
        private boolean sent;

        Member(String group, int id, RequestChannels channels, SessionTarget target) {
            this.group = group;
            this.id = id;
            session = new ShardSession(driver.aeron(), channels, target, this);
        }

        int poll(long nowNs) {
            if (taken.containsKey(group)) {
                return 0;
            }
            int work = session.poll(nowNs);
            if (leads && !sent && asking.isPresent()) {
                DirectBuffer message = asking.get();
                sent = session.offer(message, 0, message.capacity());
            }
            return work;
        }

        @Override
        public void onLeadership(long termId, int leaderMemberId) {
            leads = leaderMemberId == id;
        }

        @Override
        public void onOpen(long lastSequence, long position, int messageBytesMax) {
            asking = Optional.of(CommandEncoder.takeSnapshot(CORRELATION_ID, position));
            sent = false;
        }

        @Override
        public void onLost(String reason) {
            asking = Optional.empty();
        }

        @Override
        public void onRefusal(Refusal refusal) {
            if (refusal.code() == ErrorCode.NOT_LEADER || refusal.code() == ErrorCode.NOT_READY) {
                sent = false;
            } else {
                throw refusal.toException();
            }
        }

        @Override
        public void onSnapshotTaken(long correlationId, long position, long bytes) {
            taken.put(group, new GroupSnapshot(group, position, bytes));
        }
    }
}
