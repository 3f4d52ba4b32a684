package io.cairn.client.conductor;

import io.cairn.client.reply.RefusedException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ClusterView;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.ErrorCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/**
 * One question at a time to the directory, asked again after each lost session until it is answered: every one of them
 * is idempotent.
 */
final class DirectoryLink implements AnswerHandler, AutoCloseable {

    /** Pause after an answer that says 'not yet'. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ShardSession session;
    private Optional<DirectBuffer> question = Optional.empty();
    private Optional<ClusterView> view = Optional.empty();
    private Optional<RefusedException> refusal = Optional.empty();
    private String lastRefusal = "";
    private long correlationId;
    private boolean sent;
    private int tableId;
    private long polledNs;
    private long pauseUntilNs;
    private boolean paused;

    /** A link over the session that {@code connector} makes for this handler. */
    DirectoryLink(Function<AnswerHandler, ShardSession> connector) {
        session = connector.apply(this);
    }

    int poll(long nowNs) {
        polledNs = nowNs;
        int work = session.poll(nowNs);
        paused &= nowNs - pauseUntilNs < 0;
        if (question.isPresent() && !sent && !paused && session.state() == SessionState.OPEN) {
            DirectBuffer message = question.get();
            sent = session.offer(message, 0, message.capacity());
            work++;
        }
        return work;
    }

    void askView() {
        ask(CommandEncoder.describeCluster(++correlationId));
    }

    void askCreate(TableSpec spec, int timeoutMs) {
        ask(CommandEncoder.createTable(++correlationId, spec, timeoutMs));
    }

    void askDrop(String name, int timeoutMs) {
        ask(CommandEncoder.dropTable(++correlationId, name, timeoutMs));
    }

    private void ask(DirectBuffer message) {
        question = Optional.of(message);
        refusal = Optional.empty();
        lastRefusal = "";
        sent = false;
        paused = false;
    }

    boolean isAsking() {
        return question.isPresent();
    }

    /** Drops the question: whoever asked has run out of time. */
    void giveUp() {
        question = Optional.empty();
    }

    /** The table id that answered the last create or drop; 0 if there was no such table. */
    int answeredTableId() {
        throwRefusal();
        return tableId;
    }

    /** Throws the refusal of the last question, if that was the answer. */
    void throwRefusal() {
        refusal.ifPresent(reason -> {
            throw reason;
        });
    }

    /** Takes a view that has come since the last call. */
    Optional<ClusterView> takeView() {
        Optional<ClusterView> taken = view;
        view = Optional.empty();
        return taken;
    }

    String describe() {
        return session.describe() + lastRefusal;
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        sent = false;
    }

    @Override
    public void onLost(String reason) {
        sent = false;
    }

    @Override
    public void onRefusal(Refusal refused) {
        if (refused.correlationId() != correlationId) {
            return;
        }
        RefusedException reason = refused.toException();
        if (reason.isRetryable() && refused.code() != ErrorCode.UNKNOWN_TABLE) {
            sent = false;
            paused = true;
            pauseUntilNs = polledNs + PAUSE_NS;
            lastRefusal = ", last answer: " + reason.getMessage();
        } else {
            refusal = Optional.of(reason);
            question = Optional.empty();
        }
    }

    @Override
    public void onTableApplied(long answered, long position, int appliedTableId) {
        if (answered == correlationId) {
            tableId = appliedTableId;
            question = Optional.empty();
        }
    }

    @Override
    public void onClusterView(long answered, ClusterView answer) {
        if (answered == correlationId) {
            view = Optional.of(answer);
            question = Optional.empty();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
