package io.cairn.client.batch;

import io.cairn.client.replica.Patience;
import io.cairn.client.replica.Replica;
import io.cairn.client.replica.ReplicaSet;
import io.cairn.client.session.Refusal;
import java.util.concurrent.TimeUnit;

/**
 * Where a shard's pushes go: to the replica that said, in answer to OpenSession, that it leads the newest term. That
 * answer tells what the shard has applied, and the window begins again behind it. The route ends with that session,
 * with a newer term, with a refusal as not the leader, and when acknowledgements stay away; then all replicas are
 * asked.
 *
 * <pre>
 *   ASKING --the leader's answer--> READY --lost, deposed, or nothing acknowledged--> ASKING
 * </pre>
 */
final class PushRoute {

    /** Pause before replicas are asked again after one said that it leads and then that it does not. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /** So often may a leader answer that it is behind and has not moved; the answers are a patience apart. */
    private static final int STUCK_MAX = 4;

    private final ReplicaSet replicas;
    private final PushWindow window;
    private final Patience askPatience;
    private final Patience ackPatience;
    private int member = ReplicaSet.NONE;
    private long termId;
    private int changesSeen;
    private int unanswered;
    private int unacknowledged;
    private long askAtNs;
    private long progressNs;
    private long acknowledged;
    private int stuck;
    private long stuckPosition;

    PushRoute(ReplicaSet replicas, PushWindow window, Patience patience) {
        this.replicas = replicas;
        this.window = window;
        this.askPatience = patience;
        this.ackPatience = patience.forPushes();
    }

    /** Sends what waits, or looks for the leader. */
    int poll(long nowNs) {
        if (isReady()) {
            watch(nowNs);
        }
        return isReady() ? window.send(replicas.replica(member).session(), nowNs) : ask(nowNs);
    }

    private boolean isReady() {
        return member != ReplicaSet.NONE
            && termId == replicas.leadership().termId()
            && replicas.replica(member).isOpen();
    }

    private int ask(long nowNs) {
        int changes = replicas.leadership().changes();
        if (nowNs - askAtNs < 0 && changes == changesSeen) {
            return 0;
        }
        changesSeen = changes;
        askAtNs = nowNs + askPatience.afterNs(unanswered++);
        replicas.askAll();
        return 1;
    }

    /** Acknowledgements are cumulative and never lost; if none comes the leader may be none any more. */
    private void watch(long nowNs) {
        if (window.unacknowledged() == 0 || window.acknowledged() != acknowledged) {
            acknowledged = window.acknowledged();
            progressNs = nowNs;
            unacknowledged = 0;
        } else if (nowNs - progressNs > ackPatience.afterNs(unacknowledged)) {
            unacknowledged++;
            progressNs = nowNs;
            end(nowNs);
        }
    }

    private void end(long askNs) {
        member = ReplicaSet.NONE;
        unanswered = 0;
        askAtNs = askNs;
    }

    /**
     * A replica has told how it stands. Only what the leader has not applied is known to be in no log. One that is
     * behind what others have acknowledged is asked again: followers may apply before the leader does. One that stays
     * behind where it is has lost its log.
     */
    void onOpen(Replica replica, long lastSequence, long position, int bytesMax, long nowNs) {
        if (!replica.leads()) {
            return;
        }
        boolean isBehind = window.isBehind(lastSequence, position);
        stuck = isBehind && position == stuckPosition ? stuck + 1 : 0;
        stuckPosition = position;
        if (isBehind && stuck < STUCK_MAX) {
            member = ReplicaSet.NONE;
            return;
        }
        window.onOpen(lastSequence, position, bytesMax);
        member = replica.memberId();
        termId = replicas.leadership().termId();
        progressNs = nowNs;
        unanswered = 0;
    }

    void onRefusal(Replica replica, Refusal refusal, long viewEpoch, long nowNs) {
        if (replica.memberId() != member) {
            return;
        }
        if (refusal.isNotLeader()) {
            replicas.leadership().onNotLeader(member, (int) refusal.detail());
            end(nowNs + PAUSE_NS);
        } else {
            window.onRefusal(refusal, viewEpoch, nowNs);
        }
    }
}
