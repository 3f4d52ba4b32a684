package io.cairn.server.recovery;

import io.cairn.client.reply.RefusedException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.SnapshotSource;
import io.cairn.wire.codecs.ErrorCode;
import java.util.Optional;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/** Another member of the group: the session with it, and what it has answered. */
final class Peer implements AnswerHandler, AutoCloseable {

    private final String nodeName;
    private final int memberId;
    private final ShardSession session;
    private boolean leads;
    private long termId;
    private boolean lost;
    private Optional<Long> position = Optional.empty();
    private Optional<Long> taken = Optional.empty();
    private Optional<SnapshotSource> source = Optional.empty();
    private PartListener parts = (fileOffset, part) -> { };

    /** A member that connects once it is polled; the connector makes the session for this handler. */
    Peer(String nodeName, int memberId, Function<AnswerHandler, ShardSession> connector) {
        this.nodeName = nodeName;
        this.memberId = memberId;
        session = connector.apply(this);
    }

    int poll(long nowNs) {
        return session.poll(nowNs);
    }

    boolean offer(DirectBuffer message) {
        requireSession();
        return session.offer(message, 0, message.capacity());
    }

    void requireSession() {
        if (lost) {
            throw new BeginAgainException("the connection to " + nodeName + " was lost");
        }
    }

    String nodeName() {
        return nodeName;
    }

    /** Whether it says of itself that it leads. */
    boolean leads() {
        return leads;
    }

    /** The term that it spoke of. */
    long termId() {
        return termId;
    }

    /** How far it had applied the log counts no more; it is to say so anew. */
    void forgetPosition() {
        position = Optional.empty();
    }

    /** How far it has applied the log, once it has answered; until then this asks. */
    Optional<Long> askPosition() {
        if (position.isEmpty()) {
            session.askOpen();
        }
        return position;
    }

    /** Position of the snapshot it was asked to take, once that is complete. */
    Optional<Long> taken() {
        return taken;
    }

    /** What the snapshot it was asked for consists of. */
    Optional<SnapshotSource> source() {
        return source;
    }

    /** From now on parts of a snapshot's file go there. */
    void listen(PartListener listener) {
        parts = listener;
    }

    /** How the conversation stands, for people. */
    String describe() {
        return session.describe();
    }

    @Override
    public void onLeadership(long toldTermId, int leaderMemberId) {
        termId = toldTermId;
        leads = leaderMemberId == memberId;
    }

    @Override
    public void onOpen(long lastSequence, long applied, int messageBytesMax) {
        position = Optional.of(applied);
        lost = false;
    }

    @Override
    public void onLost(String reason) {
        lost = true;
        leads = false;
    }

    @Override
    public void onRefusal(Refusal refusal) {
        RefusedException refused = refusal.toException();
        if (refused.isRetryable() || refusal.code() == ErrorCode.SNAPSHOT_GONE) {
            throw new BeginAgainException(refused.getMessage(), refused);
        }
        throw refused;
    }

    @Override
    public void onSnapshotTaken(long correlationId, long snapshotPosition, long bytes) {
        taken = Optional.of(snapshotPosition);
    }

    @Override
    public void onSnapshotSource(long correlationId, SnapshotSource answer) {
        source = Optional.of(answer);
    }

    @Override
    public void onSnapshotPart(long correlationId, long fileOffset, DirectBuffer part) {
        parts.onPart(fileOffset, part);
    }

    @Override
    public void close() {
        session.close();
    }

    /** Receives parts of a snapshot's file. */
    @FunctionalInterface
    interface PartListener {

        void onPart(long fileOffset, DirectBuffer part);
    }
}
