package io.cairn.server.directory;

import io.aeron.Aeron;
import io.aeron.exceptions.AeronException;
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
import java.util.stream.Collectors;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/**
 * Brings every shard to the tables that the directory desires, while this node leads the directory. Level, not
 * edge: it compares what shall be with what a shard says it has, so nothing needs to be remembered over a restart.
 */
public final class DirectoryReconciler implements Agent {

    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long NAMING_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final NodeSessions sessions;
    private final Aeron aeron;
    private final Reconciliation reconciliation;
    private final ReplicaStatus directory;
    private final ErrorHandler errorHandler;
    private final List<List<Candidate>> shards = new ArrayList<>();
    private long namedNs = System.nanoTime();

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
            shards.add(shard.replicas().stream().map(replica -> new Candidate(shard, replica)).toList());
        }
    }

    @Override
    public int doWork() {
        int work = aeron.conductorAgentInvoker().invoke();
        if (!directory.leads()) {
            rest();
            return work;
        }
        long nowNs = System.nanoTime();
        DesiredTables desired = reconciliation.desired();
        boolean inForce = true;
        for (List<Candidate> shard : shards) {
            inForce &= drive(shard, desired, nowNs);
        }
        if (!inForce) {
            nameLaggards(nowNs);
        } else if (reconciliation.versionInForce() != desired.version()) {
            reconciliation.inForce(desired.version());
            work++;
        }
        return work;
    }

    private static boolean drive(List<Candidate> shard, DesiredTables desired, long nowNs) {
        boolean inForce = false;
        for (Candidate candidate : shard) {
            inForce |= candidate.drive(desired, nowNs);
        }
        return inForce;
    }

    private void nameLaggards(long nowNs) {
        if (nowNs - namedNs >= NAMING_INTERVAL_NS) {
            namedNs = nowNs;
            reconciliation.laggards(shards.stream()
                .filter(shard -> shard.stream().noneMatch(candidate -> candidate.follows))
                .flatMap(List::stream)
                .map(Candidate::describe)
                .collect(Collectors.joining("; ")));
        }
    }

    private void rest() {
        shards.forEach(shard -> CloseHelper.closeAll(errorHandler, shard));
    }

    @Override
    public void onClose() {
        rest();
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
    private final class Candidate implements AutoCloseable {

        private final ShardConfig shard;
        private final String replica;
        private Optional<ShardLink> link = Optional.empty();
        private long pauseUntilNs = System.nanoTime();
        /** Whether this replica leads its shard and has all that is desired. */
        private boolean follows;
        private String failure = "";

        Candidate(ShardConfig shard, String replica) {
            this.shard = shard;
            this.replica = replica;
        }

        boolean drive(DesiredTables desired, long nowNs) {
            follows = nowNs - pauseUntilNs >= 0 && step(desired, nowNs);
            if (follows) {
                failure = "";
            }
            return follows;
        }

        /** What goes wrong with one replica must not keep the others from being driven. */
        private boolean step(DesiredTables desired, long nowNs) {
            try {
                if (link.isEmpty()) {
                    link = Optional.of(connect(shard, replica));
                }
                return link.get().drive(desired, nowNs);
            } catch (CairnException | AeronException e) {
                close();
                pauseUntilNs = nowNs + PAUSE_NS;
                report(e);
                return false;
            }
        }

        /** Once: a replica that refuses for good does so each second. */
        private void report(RuntimeException reason) {
            String text = String.valueOf(reason.getMessage());
            boolean passes = reason instanceof CairnException refused && refused.isRetryable();
            if (!passes && !text.equals(failure)) {
                errorHandler.onError(reason);
            }
            failure = text;
        }

        String describe() {
            return shard.name() + " on " + replica + " has not followed: "
                + (failure.isEmpty() ? link.map(ShardLink::describe).orElse("not asked yet") : failure);
        }

        @Override
        public void close() {
            link.ifPresent(ShardLink::close);
            link = Optional.empty();
        }
    }
}
