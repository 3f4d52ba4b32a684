package io.cairn.client.conductor;

import io.cairn.client.replica.Patience;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ClusterView;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;

/**
 * One question at a time to the directory, put to one of its replicas after the other until it is answered: every
 * question is idempotent, any replica describes the cluster, and those that do not lead refuse commands.
 */
final class DirectoryLink implements AnswerHandler, AutoCloseable {

    /** No replica that refuses for now is asked again sooner; the others have their turns meanwhile. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<ShardSession> sessions;
    private final Patience patience;
    private Optional<DirectBuffer> question = Optional.empty();
    private Optional<ClusterView> view = Optional.empty();
    private Optional<RefusedException> refusal = Optional.empty();
    private String lastRefusal = "";
    private long correlationId;
    private int asked;
    private boolean sent;
    private int silences;
    private long nowNs;
    private long sentNs;
    private long pauseUntilNs;
    private int tableId;
    /** Of the newest view: none goes back behind it, whichever replica answers. */
    private long viewPosition = Long.MIN_VALUE;

    /** A link over the sessions that {@code connector} makes for this handler. */
    DirectoryLink(
        List<SessionTarget> targets, Patience patience,
        BiFunction<SessionTarget, AnswerHandler, ShardSession> connector) {
        this.patience = patience;
        sessions = targets.stream().map(target -> connector.apply(target, this)).toList();
    }

    int poll(long now) {
        nowNs = now;
        int work = 0;
        for (int i = 0; i < sessions.size(); i++) {
            work += sessions.get(i).poll(now);
        }
        return question.isPresent() ? work + ask(now) : work;
    }

    private int ask(long now) {
        if (sent && now - sentNs > patience.afterNs(silences)) {
            silences++;
            next();
        }
        if (sent || now - pauseUntilNs < 0) {
            return 0;
        }
        if (sessions.get(asked).state() != SessionState.OPEN) {
            next();
        }
        DirectBuffer message = question.orElseThrow();
        sent = sessions.get(asked).offer(message, 0, message.capacity());
        sentNs = now;
        return sent ? 1 : 0;
    }

    private void next() {
        asked = (asked + 1) % sessions.size();
        sent = false;
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

    void askSetAlias(String alias, String table, int timeoutMs) {
        ask(CommandEncoder.setAlias(++correlationId, alias, table, timeoutMs));
    }

    void askRemoveAlias(String alias, int timeoutMs) {
        ask(CommandEncoder.removeAlias(++correlationId, alias, timeoutMs));
    }

    private void ask(DirectBuffer message) {
        question = Optional.of(message);
        refusal = Optional.empty();
        lastRefusal = "";
        sent = false;
        silences = 0;
        pauseUntilNs = nowNs;
    }

    boolean isAsking() {
        return question.isPresent();
    }

    /** Drops the question: whoever asked has run out of time. */
    void giveUp() {
        question = Optional.empty();
    }

    /** The table id that answered the last command; 0 if there was no such table or alias. */
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
        return sessions.stream().map(ShardSession::describe).collect(Collectors.joining("; ")) + lastRefusal;
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        // the next poll asks
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
            askAnother(reason.getMessage());
        } else {
            refusal = Optional.of(reason);
            question = Optional.empty();
        }
    }

    private void askAnother(String lastAnswer) {
        next();
        pauseUntilNs = nowNs + PAUSE_NS / sessions.size();
        lastRefusal = ", last answer: " + lastAnswer;
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
        if (answered != correlationId) {
            return;
        }
        if (answer.position() < viewPosition) {
            askAnother("a view of position " + answer.position() + ", older than one of " + viewPosition);
            return;
        }
        viewPosition = answer.position();
        view = Optional.of(answer);
        question = Optional.empty();
    }

    @Override
    public void close() {
        sessions.forEach(ShardSession::close);
    }
}
