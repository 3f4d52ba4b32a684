package io.cairn.client.replica;

import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ShardView;
import io.cairn.wire.codecs.RowPartDecoder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/** One replica of a shard: the session with it, what it has told of itself, and when it was last heard. */
public final class Replica implements AnswerHandler, AutoCloseable {

    /** A replica that kept silent is asked this often how it stands: whatever it answers, it is heard again. */
    private static final long KNOCK_NS = TimeUnit.SECONDS.toNanos(1);

    private final int memberId;
    private final LeaderTracker leadership;
    private final ReplicaListener listener;
    private final ShardSession session;
    private long nowNs;
    private long heardNs;
    private long knockedNs;
    private boolean silent;
    private boolean claimsLead;
    private long claimedTermId;
    private long describeId;
    private Optional<ShardView> view = Optional.empty();

    /**
     * A replica to be polled.
     *
     * @param memberId   its place in the group, from 0.
     * @param leadership hears whom it says to lead.
     * @param listener   hears its answers.
     * @param connector  makes the session for this handler.
     */
    Replica(
        int memberId, LeaderTracker leadership, ReplicaListener listener,
        Function<AnswerHandler, ShardSession> connector) {
        this.memberId = memberId;
        this.leadership = leadership;
        this.listener = listener;
        this.session = connector.apply(this);
    }

    int poll(long now) {
        nowNs = now;
        int work = session.poll(now);
        if (silent && isOpen() && now - knockedNs > KNOCK_NS) {
            knockedNs = now;
            session.askOpen();
            work++;
        }
        return work;
    }

    /**
     * Its place in the group.
     *
     * @return from 0.
     */
    public int memberId() {
        return memberId;
    }

    /**
     * Where requests go.
     *
     * @return the session.
     */
    public ShardSession session() {
        return session;
    }

    /**
     * Whether requests can be sent.
     *
     * @return false while it connects, for the first time or again.
     */
    public boolean isOpen() {
        return session.state() == SessionState.OPEN;
    }

    /**
     * Whether the replica said of itself, last, that it leads the newest term anybody has told of. What such a one has
     * not applied is not in the shard's log.
     *
     * @return false for followers, and for a leader deposed.
     */
    public boolean leads() {
        return claimsLead && claimedTermId == leadership.termId();
    }

    /**
     * When the replica was last heard.
     *
     * @return monotonic time in nanoseconds, of no meaning before its session is open.
     */
    public long heardNs() {
        return heardNs;
    }

    /** Says that the replica owes an answer for too long. It stays silent until anything is heard from it. */
    public void keptSilent() {
        if (!silent) {
            silent = true;
            knockedNs = nowNs;
        }
    }

    /**
     * Whether the replica owes an answer for too long.
     *
     * @return true until something is heard from it.
     */
    public boolean isSilent() {
        return silent;
    }

    private void heard() {
        heardNs = nowNs;
        silent = false;
    }

    /** Asks the replica what it has applied, if its session takes the question now. */
    void askView() {
        view = Optional.empty();
        DirectBuffer message = CommandEncoder.describeShard(++describeId);
        session.offer(message, 0, message.capacity());
    }

    /**
     * The answer to the last {@link #askView()}.
     *
     * @return empty until it has come.
     */
    Optional<ShardView> view() {
        return view;
    }

    /**
     * How the replica stands, for people.
     *
     * @return session, and silence if it keeps it.
     */
    String describe() {
        return session.describe()
            + (silent ? ", silent for " + TimeUnit.NANOSECONDS.toMillis(nowNs - heardNs) + " ms" : "");
    }

    @Override
    public void onLeadership(long termId, int leaderMemberId) {
        heard();
        claimsLead = leaderMemberId == memberId;
        claimedTermId = termId;
        leadership.onLeadership(memberId, termId, leaderMemberId);
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        heard();
        listener.onOpen(this, lastSequence, position, messageBytesMax);
    }

    @Override
    public void onLost(String reason) {
        claimsLead = false;
        listener.onLost(this);
    }

    @Override
    public void onRows(RowPartDecoder part, DirectBuffer buffer, int offset) {
        heard();
        listener.onRows(part, buffer, offset);
    }

    @Override
    public void onPushAck(long sequence, long position) {
        heard();
        listener.onPushAck(sequence, position);
    }

    @Override
    public void onRefusal(Refusal refusal) {
        heard();
        listener.onRefusal(this, refusal);
    }

    @Override
    public void onShardView(long correlationId, ShardView answer) {
        heard();
        if (correlationId == describeId) {
            view = Optional.of(answer);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
