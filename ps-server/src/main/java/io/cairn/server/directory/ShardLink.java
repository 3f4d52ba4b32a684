package io.cairn.server.directory;

import io.cairn.client.reply.RefusedException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ShardView;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.codecs.ErrorCode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntHashSet;

/**
 * Brings one replica of a shard, if it leads, to the tables desired: asks what it has, then for one change after the
 * other. One that follows is asked again after a pause. Nothing blocks; a lost connection begins again with the
 * question.
 */
final class ShardLink implements AnswerHandler, AutoCloseable {

    /** Pause before a replica that does not lead is asked again. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ShardSession session;
    private final IntHashSet present = new IntHashSet();
    private boolean described;
    private long nowNs = System.nanoTime();
    private long pauseUntilNs = nowNs;
    private long correlationId;
    private Optional<DirectBuffer> asking = Optional.empty();
    private boolean sent;
    private int changing;
    private Optional<RefusedException> refusal = Optional.empty();

    /** A link over the session that {@code connector} makes for this handler. */
    ShardLink(Function<AnswerHandler, ShardSession> connector) {
        session = connector.apply(this);
    }

    /**
     * Does what can be done now.
     *
     * @return true once the replica leads and has exactly the tables desired.
     * @throws RefusedException if the replica refused the last question for another reason than that it does not lead;
     *                          the link is of no use any more.
     */
    boolean drive(DesiredTables desired, long timeNs) {
        nowNs = timeNs;
        session.poll(nowNs);
        refusal.ifPresent(reason -> {
            throw reason;
        });
        if (session.state() != SessionState.OPEN || nowNs - pauseUntilNs < 0) {
            return false;
        }
        if (asking.isEmpty() && !askNext(desired)) {
            return true;
        }
        if (!sent) {
            DirectBuffer message = asking.orElseThrow();
            sent = session.offer(message, 0, message.capacity());
        }
        return false;
    }

    private boolean askNext(DesiredTables desired) {
        if (!described) {
            ask(CommandEncoder.describeShard(++correlationId), 0);
            return true;
        }
        for (TableDefinition table : desired.tables()) {
            if (!present.contains(table.tableId())) {
                ask(CommandEncoder.addTable(++correlationId, table.tableId(), table.spec()), table.tableId());
                return true;
            }
        }
        OptionalInt dropped = dropped(desired);
        dropped.ifPresent(tableId -> ask(CommandEncoder.removeTable(++correlationId, tableId), tableId));
        return dropped.isPresent();
    }

    /**
     * A table that the directory has dropped. One that it does not know is none: a leader that has just been replaced
     * and does not know it must not remove what its successor has made.
     */
    private OptionalInt dropped(DesiredTables desired) {
        IntHashSet rest = new IntHashSet();
        rest.addAll(present);
        for (TableDefinition table : desired.tables()) {
            rest.remove(table.tableId());
        }
        return rest.stream().mapToInt(Integer::intValue).filter(tableId -> tableId < desired.nextId()).findFirst();
    }

    private void ask(DirectBuffer message, int tableId) {
        asking = Optional.of(message);
        changing = tableId;
        sent = false;
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        reset();
    }

    @Override
    public void onLost(String reason) {
        reset();
    }

    @Override
    public void onRefusal(Refusal refused) {
        if (refused.code() == ErrorCode.NOT_LEADER) {
            pauseUntilNs = nowNs + PAUSE_NS;
            reset();
        } else {
            refusal = Optional.of(refused.toException());
        }
    }

    @Override
    public void onShardView(long answered, ShardView view) {
        if (answered == correlationId) {
            present.clear();
            view.tables().forEach(table -> present.add(table.tableId()));
            described = view.memberId() == view.leaderMemberId();
            pauseUntilNs = described ? nowNs : nowNs + PAUSE_NS;
            asking = Optional.empty();
        }
    }

    @Override
    public void onTableApplied(long answered, long position, int tableId) {
        if (answered == correlationId) {
            if (!present.remove(changing)) {
                present.add(changing);
            }
            asking = Optional.empty();
        }
    }

    /** How far the conversation is, for people. */
    String describe() {
        return session.describe();
    }

    private void reset() {
        described = false;
        asking = Optional.empty();
    }

    @Override
    public void close() {
        session.close();
    }
}
