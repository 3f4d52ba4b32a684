package io.cairn.client.batch;

import io.cairn.client.replica.Patience;
import io.cairn.client.replica.Replica;
import io.cairn.client.replica.ReplicaSet;
import io.cairn.client.reply.CairnException;
import io.cairn.client.session.Refusal;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.RowPartDecoder;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * The pulls in flight to one shard. Each is with one replica, the leader while it answers; one that is lost, refused
 * for now or left unanswered goes to another. Any replica will do since a request names the position it must see: that
 * of the newest push acknowledged, and no less than any answer had before, so that what a client reads of a shard never
 * goes back. The price is small: a follower that lags by what the last answer had is waited for, but a leader tells its
 * followers of a commit before it applies it.
 */
final class PullWindow {

    /**
     * Answers of this size are asked for at most: while the client copies one, the shard gathers the next, and the
     * receiver's window (2 MiB by default) holds several.
     */
    static final int ANSWER_BYTES_MAX = 256 * 1024;

    /** Keys of one message at most: 32 KiB, so that it fits one datagram on one machine and is claimed, not copied. */
    static final int KEYS_MAX = 4096;

    /** Pause before a pull is asked again that was refused for now. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How often unanswered pulls are looked at: often enough against any patience, seldom enough to cost nothing. */
    private static final long WATCH_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final int shard;
    private final ReplicaSet replicas;
    private final Patience patience;
    private final PullSender sender = new PullSender();
    private final PullAsk[] asks;
    private final PullAsk[] free;
    private int freeCount;
    private int messageBytesMax = Integer.MAX_VALUE;
    private long asked;
    private long seenPosition;
    private long watchedNs;

    PullWindow(int shard, int inFlightMax, ReplicaSet replicas, Patience patience) {
        this.shard = shard;
        this.replicas = replicas;
        this.patience = patience;
        asks = new PullAsk[inFlightMax];
        free = new PullAsk[inFlightMax];
        for (int i = 0; i < inFlightMax; i++) {
            asks[i] = new PullAsk(i);
            free[freeCount++] = asks[i];
        }
    }

    /** A session has opened that takes requests up to a size. */
    void onOpen(int bytesMax) {
        messageBytesMax = Math.min(messageBytesMax, bytesMax);
    }

    /** Sends what fits the window and the stream. */
    int send(PullBatch batch, int slotMapVersion, long pushedPosition, long nowNs) {
        int member = replicas.reader(ReplicaSet.NONE);
        int sent = 0;
        while (member != ReplicaSet.NONE && freeCount > 0 && batch.hasUnsent(shard)) {
            PullAsk ask = free[freeCount - 1];
            int count = Math.min(keyMax(batch), batch.unsent(shard));
            ask.begin(batch, batch.next(shard), count, slotMapVersion, Math.max(pushedPosition, seenPosition));
            if (!send(ask, member, nowNs)) {
                ask.end();
                return sent;
            }
            freeCount--;
            batch.sent(shard, count);
            sent++;
        }
        return sent;
    }

    private int keyMax(PullBatch batch) {
        int fitting = (messageBytesMax - PullSender.KEYS_OFFSET) / KeyBlock.KEY_BYTES;
        return Math.min(Math.min(KEYS_MAX, fitting), Math.max(1, ANSWER_BYTES_MAX / batch.stride()));
    }

    private boolean send(PullAsk ask, int member, long nowNs) {
        long correlationId = asked * asks.length + ask.place();
        boolean sent = sender.send(ask, replicas.replica(member).session(), correlationId, timeoutMs(ask, nowNs));
        if (sent) {
            asked++;
            ask.asked(member, correlationId, nowNs);
        }
        return sent;
    }

    /** What a replica may wait to reach the position: all the caller's time, or our patience if others can be asked. */
    private int timeoutMs(PullAsk ask, long nowNs) {
        long leftNs = ask.batch().deadlineNs() - nowNs;
        long waitNs = replicas.size() == 1 ? leftNs : Math.min(leftNs, patience.afterNs(ask.silences()));
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(waitNs)));
    }

    /** Asks again what was left unanswered. */
    int poll(long nowNs) {
        if (freeCount == asks.length || nowNs - watchedNs < WATCH_NS) {
            return 0;
        }
        watchedNs = nowNs;
        int work = 0;
        for (PullAsk ask : asks) {
            if (ask.isActive()) {
                work += watch(ask, nowNs);
            }
        }
        return work;
    }

    private int watch(PullAsk ask, long nowNs) {
        boolean overdue = ask.isAsked() && isOverdue(ask, nowNs);
        if (overdue) {
            replicas.replica(ask.member()).keptSilent();
        }
        if (!ask.isWanted()) {
            if (overdue || !ask.isAsked()) {
                free(ask);
            }
            return 0;
        }
        if (overdue && !replicas.replica(replicas.reader(ask.member())).isSilent()) {
            ask.keptSilent();
            ask.askAgain(nowNs);
        }
        if (ask.isAsked() || nowNs - ask.sinceNs() < 0) {
            return 0;
        }
        int member = replicas.reader(ask.avoided());
        return member != ReplicaSet.NONE && send(ask, member, nowNs) ? 1 : 0;
    }

    /** A replica that answers others has this request in its queue; one that answers nobody has not. */
    private boolean isOverdue(PullAsk ask, long nowNs) {
        long patienceNs = patience.afterNs(ask.silences());
        return nowNs - ask.sinceNs() > patienceNs
            && nowNs - replicas.replica(ask.member()).heardNs() > patienceNs;
    }

    void onRows(RowPartDecoder part, DirectBuffer buffer, int offset) {
        PullAsk ask = asks[Math.floorMod(part.correlationId(), asks.length)];
        if (!ask.isAsked() || ask.correlationId() != part.correlationId()) {
            return;
        }
        PullBatch batch = ask.batch();
        int rowCount = part.rowCount();
        if (ask.isWanted()) {
            if (isExpected(part, ask)) {
                batch.write(ask.start() + ask.received(), rowCount, buffer, offset);
            } else {
                batch.fail(unexpected(part, ask));
            }
        }
        ask.received(rowCount);
        if (ask.received() >= ask.count()) {
            if (ask.isWanted()) {
                seenPosition = Math.max(seenPosition, part.position());
                batch.answered(ask.count(), part.position(), part.timestampMs());
            }
            free(ask);
        }
    }

    private static boolean isExpected(RowPartDecoder part, PullAsk ask) {
        return part.rowBytes() == ask.batch().stride()
            && part.firstRow() == ask.received()
            && part.firstRow() + part.rowCount() <= ask.count()
            && part.position() >= ask.minPosition();
    }

    private CairnException unexpected(RowPartDecoder part, PullAsk ask) {
        return new CairnException("shard-" + shard + " answered with rows " + part.firstRow() + " to "
            + (part.firstRow() + part.rowCount()) + " of " + part.rowBytes() + " bytes at position " + part.position()
            + ", expected " + ask.count() + " rows of " + ask.batch().stride() + " in order at " + ask.minPosition()
            + " or later; client and node disagree on the protocol", false);
    }

    void onRefusal(Refusal refusal, long viewEpoch, long nowNs) {
        PullAsk ask = asks[Math.floorMod(refusal.correlationId(), asks.length)];
        if (!ask.isAsked() || ask.correlationId() != refusal.correlationId()) {
            return;
        }
        CairnException reason = refusal.toException();
        ErrorCode code = refusal.code();
        boolean isStale = code == ErrorCode.STALE_SLOT_MAP || code == ErrorCode.UNKNOWN_TABLE;
        if (ask.isWanted() && reason.isRetryable() && !isStale) {
            ask.batch().lastRefusal(reason);
            ask.askAgain(nowNs + PAUSE_NS);
            return;
        }
        if (ask.isWanted() && isStale) {
            ask.batch().restart(viewEpoch, reason);
        } else if (ask.isWanted()) {
            ask.batch().fail(reason);
        }
        free(ask);
    }

    /** The session is gone, and with it the answers that the replica owes. */
    void onLost(Replica replica, long nowNs) {
        for (PullAsk ask : asks) {
            if (ask.member() == replica.memberId()) {
                ask.askAgain(nowNs);
            }
        }
    }

    private void free(PullAsk ask) {
        ask.end();
        free[freeCount++] = ask;
    }
}
