package io.cairn.client.batch;

import io.aeron.logbuffer.BufferClaim;
import io.cairn.client.reply.CairnException;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.ShardSession;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.RowPartDecoder;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** The pulls in flight to one shard: a ring of messages, each a run of routed positions of some batch. */
final class PullWindow {

    /**
     * Answers of this size are asked for at most: while the client copies one, the shard gathers the next, and the
     * receiver's window (2 MiB by default) holds several.
     */
    static final int ANSWER_BYTES_MAX = 256 * 1024;

    /** Keys of one message at most: 32 KiB, so that it fits one datagram on one machine and is claimed, not copied. */
    static final int KEYS_MAX = 4096;

    private static final int KEYS_OFFSET =
        KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);

    private final int shard;
    private final PullBatch[] batches;
    private final int[] rounds;
    private final int[] starts;
    private final int[] counts;
    private final int[] received;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PullEncoder encoder = new PullEncoder();
    private final BufferClaim claim = new BufferClaim();
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    private int messageBytesMax;
    private long head;
    private long tail;

    PullWindow(int shard, int inFlightMax) {
        this.shard = shard;
        batches = new PullBatch[inFlightMax];
        rounds = new int[inFlightMax];
        starts = new int[inFlightMax];
        counts = new int[inFlightMax];
        received = new int[inFlightMax];
    }

    /** A session has opened that takes requests up to a size. */
    void onOpen(int bytesMax) {
        messageBytesMax = bytesMax;
    }

    /** Sends what fits the window and the stream. */
    int send(PullBatch batch, ShardSession session, int slotMapVersion, long minPosition, long nowNs) {
        int sent = 0;
        while (tail - head < batches.length && batch.hasUnsent(shard)) {
            int start = batch.next(shard);
            int count = Math.min(keyMax(batch), batch.unsent(shard));
            encoder.wrapAndApplyHeader(scratch, 0, header)
                .correlationId(tail)
                .minPosition(minPosition)
                .tableId(batch.table().id())
                .slotMapVersion(slotMapVersion)
                .keyCount(count)
                .timeoutMs(timeoutMs(batch, nowNs))
                .content(batch.content());
            if (!offer(session, batch, start, count)) {
                return sent;
            }
            int slot = slot(tail);
            batches[slot] = batch;
            rounds[slot] = batch.round();
            starts[slot] = start;
            counts[slot] = count;
            received[slot] = 0;
            tail++;
            batch.sent(shard, count);
            sent++;
        }
        return sent;
    }

    private int keyMax(PullBatch batch) {
        int fitting = (messageBytesMax - KEYS_OFFSET) / KeyBlock.KEY_BYTES;
        return Math.min(Math.min(KEYS_MAX, fitting), Math.max(1, ANSWER_BYTES_MAX / batch.stride()));
    }

    private static int timeoutMs(PullBatch batch, long nowNs) {
        long left = TimeUnit.NANOSECONDS.toMillis(batch.deadlineNs() - nowNs);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left));
    }

    private boolean offer(ShardSession session, PullBatch batch, int start, int count) {
        int length = KEYS_OFFSET + KeyBlock.bytes(count);
        if (length > session.claimBytesMax()) {
            scratch.checkLimit(length);
            putKeys(batch, start, count, scratch, KEYS_OFFSET);
            return session.offer(scratch, 0, length);
        }
        if (!session.tryClaim(length, claim)) {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), scratch, 0, KEYS_OFFSET);
        putKeys(batch, start, count, claim.buffer(), claim.offset() + KEYS_OFFSET);
        claim.commit();
        return true;
    }

    private static void putKeys(PullBatch batch, int start, int count, MutableDirectBuffer target, int offset) {
        for (int i = 0; i < count; i++) {
            KeyBlock.key(target, offset, i, batch.key(batch.routed().place(start + i)));
        }
    }

    void onRows(RowPartDecoder part, DirectBuffer buffer, int offset) {
        long correlationId = part.correlationId();
        if (!isInFlight(correlationId)) {
            return;
        }
        int slot = slot(correlationId);
        int rowCount = part.rowCount();
        PullBatch batch = batches[slot];
        if (batch.round() == rounds[slot]) {
            if (part.rowBytes() != batch.stride() || part.firstRow() != received[slot]
                || received[slot] + rowCount > counts[slot]) {
                batch.fail(new CairnException("shard-" + shard + " answered with rows " + part.firstRow() + " to "
                    + (part.firstRow() + rowCount) + " of " + part.rowBytes() + " bytes, expected " + counts[slot]
                    + " rows of " + batch.stride() + " in order; client and node disagree on the protocol", false));
            } else {
                batch.write(starts[slot] + received[slot], rowCount, buffer, offset);
            }
        }
        received[slot] += rowCount;
        if (received[slot] >= counts[slot]) {
            if (batch.round() == rounds[slot]) {
                batch.answered(counts[slot], part.position(), part.timestampMs());
            }
            free(slot);
        }
    }

    void onRefusal(Refusal refusal, long viewEpoch) {
        if (!isInFlight(refusal.correlationId())) {
            return;
        }
        int slot = slot(refusal.correlationId());
        PullBatch batch = batches[slot];
        if (batch.round() == rounds[slot]) {
            CairnException reason = refusal.toException();
            if (reason.isRetryable() && refusal.code() != ErrorCode.DEADLINE_EXCEEDED) {
                batch.restart(viewEpoch, reason);
            } else {
                batch.fail(reason);
            }
        }
        free(slot);
    }

    /** The session is gone, and with it all answers. */
    void onLost(long viewEpoch, CairnException reason) {
        for (; head < tail; head++) {
            int slot = slot(head);
            PullBatch batch = batches[slot];
            if (batch != null && batch.round() == rounds[slot]) {
                batch.restart(viewEpoch, reason);
            }
            batches[slot] = null;
        }
    }

    private void free(int slot) {
        batches[slot] = null;
        while (head < tail && batches[slot(head)] == null) {
            head++;
        }
    }

    private boolean isInFlight(long correlationId) {
        return correlationId >= head && correlationId < tail && batches[slot(correlationId)] != null;
    }

    private int slot(long correlationId) {
        return (int) (correlationId % batches.length);
    }
}
