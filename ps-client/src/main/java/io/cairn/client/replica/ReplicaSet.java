package io.cairn.client.replica;

import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ReplicaState;
import io.cairn.client.view.ShardView;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** All replicas of a shard, and the choice among them. Members are numbered by their place, as in the directory. */
public final class ReplicaSet implements AutoCloseable {

    /** No replica: there is none to ask. */
    public static final int NONE = -1;

    private final int shardId;
    private final LeaderTracker leadership = new LeaderTracker();
    private final Replica[] replicas;
    private long nowNs;
    private long leaderlessSinceNs;
    private boolean leaderless;

    /**
     * Replicas that connect once they are polled.
     *
     * @param targets   where each answers, by member id.
     * @param connector makes the session with one.
     * @param listener  hears their answers.
     */
    public ReplicaSet(
        List<SessionTarget> targets, BiFunction<SessionTarget, AnswerHandler, ShardSession> connector,
        ReplicaListener listener) {
        shardId = targets.get(0).shardId();
        replicas = new Replica[targets.size()];
        for (int member = 0; member < replicas.length; member++) {
            SessionTarget target = targets.get(member);
            replicas[member] =
                new Replica(member, leadership, listener, handler -> connector.apply(target, handler));
        }
    }

    /**
     * Goes on with every session.
     *
     * @param now monotonic time in nanoseconds.
     * @return 0 if there was nothing to do.
     */
    public int poll(long now) {
        nowNs = now;
        int work = 0;
        boolean led = false;
        for (Replica replica : replicas) {
            work += replica.poll(now);
            led |= replica.memberId() == leadership.leader() && replica.isOpen() && !replica.isSilent();
        }
        if (!led && !leaderless) {
            leaderlessSinceNs = now;
        }
        leaderless = !led;
        return work;
    }

    /**
     * Who leads.
     *
     * @return what the replicas have told.
     */
    public LeaderTracker leadership() {
        return leadership;
    }

    /**
     * Number of replicas.
     *
     * @return 1 or more.
     */
    public int size() {
        return replicas.length;
    }

    /**
     * A replica.
     *
     * @param member from 0.
     * @return the replica.
     */
    public Replica replica(int member) {
        return replicas[member];
    }

    /**
     * Whether any replica answers.
     *
     * @return false while all connect.
     */
    public boolean isOpen() {
        for (Replica replica : replicas) {
            if (replica.isOpen()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whom to ask for rows: one that has not kept silent rather than one that has, another than the avoided one rather
     * than that, the leader rather than a follower, and else the next in turn.
     *
     * @param avoided member asked in vain before, {@link #NONE} if there is none.
     * @return member whose session is open, {@link #NONE} if there is none.
     */
    public int reader(int avoided) {
        int best = NONE;
        int bestRank = Integer.MAX_VALUE;
        for (int i = 1; i <= replicas.length; i++) {
            int member = (avoided + i) % replicas.length;
            Replica replica = replicas[member];
            int rank = (replica.isSilent() ? 4 : 0)
                + (member == avoided ? 2 : 0)
                + (member == leadership.leader() ? 0 : 1);
            if (replica.isOpen() && rank < bestRank) {
                best = member;
                bestRank = rank;
            }
        }
        return best;
    }

    /** Asks every replica how it stands, which tells also whom each knows to lead. */
    public void askAll() {
        for (Replica replica : replicas) {
            replica.session().askOpen();
        }
    }

    /** Asks every replica that can be asked what it has applied. */
    public void askViews() {
        for (Replica replica : replicas) {
            replica.askView();
        }
    }

    /**
     * Whether all have answered {@link #askViews()}.
     *
     * @return false while one has not, be it that it could not be asked.
     */
    public boolean haveViews() {
        return Arrays.stream(replicas).allMatch(replica -> replica.view().isPresent());
    }

    /**
     * The view of the replica that has applied most.
     *
     * @return empty while none has answered {@link #askViews()}.
     */
    public Optional<ShardView> newestView() {
        return Arrays.stream(replicas)
            .flatMap(replica -> replica.view().stream())
            .max(Comparator.comparingLong(ShardView::position));
    }

    /**
     * How each replica stands.
     *
     * @return by member id, with the answers to {@link #askViews()}.
     */
    public List<ReplicaState> states() {
        return Arrays.stream(replicas)
            .map(replica -> new ReplicaState(shardId, replica.memberId(), replica.view(), replica.describe()))
            .toList();
    }

    /**
     * How all stand, for people.
     *
     * @return for how long no leader answers, and each replica.
     */
    public String describe() {
        String lead = leaderless
            ? "no leader answers for " + TimeUnit.NANOSECONDS.toMillis(nowNs - leaderlessSinceNs) + " ms; "
            : "";
        return lead + Arrays.stream(replicas).map(Replica::describe).collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        for (Replica replica : replicas) {
            replica.close();
        }
    }
}
