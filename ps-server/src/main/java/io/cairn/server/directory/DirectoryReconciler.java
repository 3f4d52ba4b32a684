package io.cairn.server.directory;

import io.aeron.Aeron;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.CairnException;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.config.ShardConfig;
import io.cairn.server.log.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/**
 * Brings every shard to the tables that the directory desires, as long as this node leads the directory. Level, not
 * edge: it compares what shall be with what a shard says it has, so nothing needs to be remembered over a restart.
 */
public final class DirectoryReconciler implements Agent {

    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final NodeSessions sessions;
    private final Aeron aeron;
    private final Reconciliation reconciliation;
    private final ReplicaStatus directory;
    private final ErrorHandler errorHandler;
    private final List<Follower> followers = new ArrayList<>();

    /**
     * A reconciler that has done nothing.
     *
     * @param sessions       shards, and how to reach their replicas.
     * @param aeron          client for this agent alone, closed with it; its conductor is invoked here.
     * @param reconciliation what shall be.
     * @param directory      says whether this node leads the directory.
     * @param errorHandler   told of shards that refuse for good.
     */
    public DirectoryReconciler(NodeSessions sessions, Aeron aeron, Reconciliation reconciliation,
        ReplicaStatus directory, ErrorHandler errorHandler) {
        this.sessions = sessions;
        this.aeron = aeron;
        this.reconciliation = reconciliation;
        this.directory = directory;
        this.errorHandler = errorHandler;
    }

    @Override
    public void onStart() {
        for (ShardConfig shard : sessions.cluster().shards()) {
            for (String replica : shard.replicas()) {
                followers.add(new Follower(shard, replica));
            }
        }
    }

    @Override
    public int doWork() {
        int work = aeron.conductorAgentInvoker().invoke();
        if (!directory.ready()) {
            return work;
        }
        long nowNs = System.nanoTime();
        DesiredTables desired = reconciliation.desired();
        int inForce = 0;
        for (Follower follower : followers) {
            inForce += follower.drive(desired, nowNs) ? 1 : 0;
        }
        if (inForce == sessions.cluster().shards().size() && reconciliation.versionInForce() != desired.version()) {
            reconciliation.inForce(desired.version());
            work++;
        }
        return work;
    }

    @Override
    public void onClose() {
        CloseHelper.closeAll(errorHandler, followers);
        CloseHelper.close(errorHandler, aeron);
    }

    @Override
    public String roleName() {
        return "cairn-reconciler";
    }

    private ShardLink connect(ShardConfig shard, String replica) {
        SessionTarget target = sessions.target(shard, replica);
        RequestChannels channels = new RequestChannels(sessions.cluster().channels());
        return new ShardLink(handler -> new ShardSession(aeron, channels, target, handler));
    }

    /** A replica of a shard. Of each shard one leads, and only that one lets itself be driven. */
    private final class Follower implements AutoCloseable {

        private final ShardConfig shard;
        private final String replica;
        private Optional<ShardLink> link = Optional.empty();
        private long pauseUntilNs = System.nanoTime();

        Follower(ShardConfig shard, String replica) {
            this.shard = shard;
            this.replica = replica;
        }

        boolean drive(DesiredTables desired, long nowNs) {
            if (nowNs - pauseUntilNs < 0) {
                return false;
            }
            if (link.isEmpty()) {
                link = Optional.of(connect(shard, replica));
            }
            try {
                return link.get().drive(desired, nowNs);
            } catch (CairnException e) {
                errorHandler.onError(e);
                close();
                pauseUntilNs = nowNs + PAUSE_NS;
                return false;
            }
        }

        @Override
        public void close() {
            link.ifPresent(ShardLink::close);
            link = Optional.empty();
        }
    }
}
