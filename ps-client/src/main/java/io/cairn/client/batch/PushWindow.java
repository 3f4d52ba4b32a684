package io.cairn.client.batch;

import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.ShardSession;
import io.cairn.wire.ClientId;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.UniqueKeys;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PushEncoder;
import io.cairn.wire.codecs.RestoreRowsEncoder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The pushes to one shard that are not acknowledged: encoded messages by sequence, kept for sending again. Sending goes
 * in order; after a gap, a refusal or a lost session it goes back and begins again from there (go-back-N). A refused
 * push is replaced by an empty one, which keeps the sequence without gaps.
 *
 * <pre>
 *     acknowledged        sent              accepted
 *          v               v                   v
 *   -------+---------------+-------------------+--------------->  sequence
 *          | in flight     | to be sent        | free
 * </pre>
 */
final class PushWindow {

    /**
     * A push message is at most this large: 500 rows of 64 weights are one message, 16 of them keep 4 MiB, and a shard
     * turns to its pulls between two of them.
     */
    static final int MESSAGE_BYTES_MAX = 256 * 1024;

    /** Of both messages: their fixed blocks are equally long. */
    private static final int KEYS_OFFSET =
        KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PushEncoder.BLOCK_LENGTH);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A full node does not empty itself within milliseconds. */
    private static final long FULL_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int UNKNOWN = 0;
    /** In place of a sequence that is not known yet. */
    static final long NOT_TOLD = -1;

    private final int shard;
    private final long clientId;
    private final PushBatch[] batches;
    private final int[] rowCounts;
    private final int[] lengths;
    private final UnsafeBuffer[] messages;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PushEncoder encoder = new PushEncoder();
    private final RestoreRowsEncoder restoreEncoder = new RestoreRowsEncoder();
    private final UniqueKeys uniqueKeys = new UniqueKeys(0);
    private int messageBytesMax = UNKNOWN;
    private long acknowledged;
    private long sent;
    private long accepted;
    private long position;
    private long pauseUntilNs;
    private boolean paused;
    private Optional<CairnException> waitsFor = Optional.empty();
    private Optional<CairnException> refusal = Optional.empty();

    PushWindow(int shard, long clientId, int inFlightMax) {
        this.shard = shard;
        this.clientId = clientId;
        batches = new PushBatch[inFlightMax];
        rowCounts = new int[inFlightMax];
        lengths = new int[inFlightMax];
        messages = new UnsafeBuffer[inFlightMax];
    }

    /** Takes rows of a batch in, message by message, while there is room. */
    int accept(PushBatch batch, int slotMapVersion) {
        if (refusal.isPresent()) {
            batch.fail(refusal.get());
            return 0;
        }
        int taken = 0;
        while (messageBytesMax != UNKNOWN && accepted - acknowledged < batches.length && batch.hasUnsent(shard)) {
            int rowBytes = batch.rowBytes();
            int rowMax = (messageBytesMax - KEYS_OFFSET) / (KeyBlock.KEY_BYTES + rowBytes);
            if (rowMax == 0) {
                batch.fail(new CairnException("a row of " + rowBytes + " bytes does not fit a message of "
                    + messageBytesMax + "; raise channels.termBytes or limits.messageBytesMax", false));
                return taken;
            }
            int count = Math.min(rowMax, batch.unsent(shard));
            if (count < batch.unsent(shard) && batch.isUntouched(shard) && failsForRepeatedKey(batch)) {
                return taken;
            }
            encode(batch, accepted + 1, batch.next(shard), count, slotMapVersion);
            accepted++;
            batch.accepted(shard, count);
            taken++;
        }
        return taken;
    }

    /**
     * Whether a numbered push can be taken now, or the shard has had its number before. A push that can never be taken
     * is failed.
     */
    boolean isReadyFor(PushBatch batch) {
        if (refusal.isPresent()) {
            batch.fail(refusal.get());
        } else if (messageBytesMax != UNKNOWN && accepted < batch.sequence()) {
            int rowMax = (messageBytesMax - KEYS_OFFSET) / (KeyBlock.KEY_BYTES + batch.rowBytes());
            if (accepted + 1 < batch.sequence()) {
                batch.fail(new RefusedException("client", ErrorCode.SEQUENCE_GAP, accepted + 1,
                    "push " + batch.sequence() + " came where shard-" + shard + " expects " + (accepted + 1)));
            } else if (batch.unsent(shard) > rowMax) {
                batch.fail(new RefusedException("client", ErrorCode.BATCH_TOO_LARGE, rowMax, "a numbered push has "
                    + batch.unsent(shard) + " rows for shard-" + shard + ", one message of it takes " + rowMax));
            } else {
                return accepted - acknowledged < batches.length;
            }
        }
        return messageBytesMax != UNKNOWN && !batch.isDone();
    }

    /** Takes the shard's message of a numbered push in, if its number is new here. */
    void acceptNumbered(PushBatch batch, int slotMapVersion) {
        int count = batch.unsent(shard);
        if (accepted >= batch.sequence()) {
            batch.sent(shard, count);
            return;
        }
        accepted++;
        if (count == 0) {
            empty(accepted);
            batches[slot(accepted)] = batch;
        } else {
            encode(batch, accepted, batch.next(shard), count, slotMapVersion);
        }
        batch.accepted(shard, count);
    }

    /** The shard sees one message at a time: a key that stands in two of them has to be found here. */
    private boolean failsForRepeatedKey(PushBatch batch) {
        int start = batch.next(shard);
        int count = batch.unsent(shard);
        uniqueKeys.begin(count);
        for (int position = start; position < start + count; position++) {
            long key = batch.key(batch.routed().place(position));
            if (!uniqueKeys.add(key)) {
                batch.fail(new RefusedException("client", ErrorCode.DUPLICATE_KEY, key,
                    "key " + key + " stands twice in one push"));
                return true;
            }
        }
        return false;
    }

    private void encode(PushBatch batch, long sequence, int start, int count, int slotMapVersion) {
        int slot = slot(sequence);
        UnsafeBuffer message = message(slot);
        if (batch.isStored()) {
            restoreEncoder.wrapAndApplyHeader(message, 0, header)
                .clientId(clientId)
                .sequence(sequence)
                .tableId(batch.table().id())
                .slotMapVersion(slotMapVersion)
                .rowCount(count)
                .rowBytes(batch.rowBytes());
        } else {
            encoder.wrapAndApplyHeader(message, 0, header)
                .clientId(clientId)
                .sequence(sequence)
                .tableId(batch.table().id())
                .slotMapVersion(slotMapVersion)
                .rowCount(count)
                .dimension(batch.table().dimension());
        }
        for (int i = 0; i < count; i++) {
            KeyBlock.key(message, KEYS_OFFSET, i, batch.key(batch.routed().place(start + i)));
        }
        int rowsOffset = KEYS_OFFSET + KeyBlock.bytes(count);
        batch.read(start, count, message, rowsOffset);
        batches[slot] = batch;
        rowCounts[slot] = count;
        lengths[slot] = rowsOffset + count * batch.rowBytes();
    }

    private UnsafeBuffer message(int slot) {
        if (messages[slot] == null) {
            messages[slot] = new UnsafeBuffer(ByteBuffer.allocateDirect(messageBytesMax));
        }
        return messages[slot];
    }

    /** Sends what was accepted and not sent on this session yet, as far as the stream takes it. */
    int send(ShardSession session, long nowNs) {
        if (refusal.isPresent() || (paused && nowNs - pauseUntilNs < 0)) {
            return 0;
        }
        paused = false;
        int count = 0;
        while (sent < accepted) {
            int slot = slot(sent + 1);
            if (!session.offer(messages[slot], 0, lengths[slot])) {
                return count;
            }
            sent++;
            count++;
        }
        return count;
    }

    /** The leader has told what the shard has applied: that counts as acknowledged, the rest is sent again. */
    void onOpen(long lastSequence, long appliedPosition, int bytesMax) {
        if (lastSequence == ClientId.FORGOTTEN) {
            refuseAll(new RefusedException("shard-" + shard, ErrorCode.CLIENT_EXPIRED, clientId,
                "client " + clientId + " has pushed nothing for so long that it may have been forgotten"));
            return;
        }
        if (messageBytesMax == UNKNOWN) {
            messageBytesMax = Math.min(bytesMax, MESSAGE_BYTES_MAX);
            acknowledged = lastSequence;
            accepted = lastSequence;
        }
        if (lastSequence < acknowledged || lastSequence > accepted) {
            throw new CairnException("shard-" + shard + " has applied " + lastSequence + " pushes of client " + clientId
                + ", this client was told of " + acknowledged + " and sent " + accepted + ": "
                + (lastSequence < acknowledged ? "the shard has lost its log" : "another client uses the same id"),
                false);
        }
        onAck(lastSequence, appliedPosition);
        sent = acknowledged;
        paused = false;
    }

    /**
     * Whether a replica has yet to apply what others have acknowledged. Sequence and position are taken of one log, so
     * an answer with less of the one and no less of the other is not behind, but wrong.
     */
    boolean isBehind(long lastSequence, long appliedPosition) {
        return messageBytesMax != UNKNOWN && lastSequence < acknowledged && appliedPosition < position;
    }

    void onAck(long sequence, long appliedPosition) {
        if (sequence > accepted) {
            throw new CairnException("shard-" + shard + " acknowledged push " + sequence + " of client " + clientId
                + ", this client sent " + accepted + ": another client uses the same id", false);
        }
        if (waitsFor.isPresent() && sequence > acknowledged) {
            waitsFor = Optional.empty();
        }
        position = Math.max(position, appliedPosition);
        while (acknowledged < sequence) {
            acknowledged++;
            int slot = slot(acknowledged);
            PushBatch batch = batches[slot];
            batches[slot] = null;
            if (batch != null) {
                batch.acknowledged(appliedPosition);
            }
        }
        sent = Math.max(sent, acknowledged);
    }

    void onRefusal(Refusal refusal, long viewEpoch, long nowNs) {
        ErrorCode code = refusal.code();
        if (code == ErrorCode.SEQUENCE_GAP) {
            goBack(refusal.detail());
            return;
        }
        long sequence = refusal.correlationId();
        if (sequence <= acknowledged || sequence > accepted) {
            return;
        }
        goBack(sequence);
        PushBatch batch = batches[slot(sequence)];
        CairnException reason = refusal.toException();
        if (code == ErrorCode.STALE_SLOT_MAP || code == ErrorCode.UNKNOWN_TABLE) {
            if (batch != null) {
                if (batch.isNumbered()) {
                    batch.refused(reason);
                } else {
                    reroute(batch, slot(sequence), viewEpoch, reason);
                }
                empty(sequence);
            }
        } else if (reason.isRetryable()) {
            boolean full = code == ErrorCode.MEMORY_FULL || code == ErrorCode.DISK_FULL;
            paused = true;
            pauseUntilNs = nowNs + (full ? FULL_PAUSE_NS : PAUSE_NS);
            waitsFor = Optional.of(reason);
        } else if (batch != null) {
            empty(sequence);
            batch.refused(reason);
        } else {
            refuseAll(reason);
        }
    }

    /** Not even an empty push passes: the shard takes no pushes of this client, and none is sent any more. */
    private void refuseAll(CairnException reason) {
        refusal = Optional.of(reason);
        for (long sequence = acknowledged + 1; sequence <= accepted; sequence++) {
            PushBatch batch = batches[slot(sequence)];
            batches[slot(sequence)] = null;
            if (batch != null) {
                batch.refused(reason);
            }
        }
    }

    private void goBack(long sequence) {
        if (sequence > acknowledged) {
            sent = Math.min(sent, sequence - 1);
        }
    }

    private void reroute(PushBatch batch, int slot, long viewEpoch, CairnException reason) {
        long[] keys = new long[rowCounts[slot]];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = KeyBlock.key(messages[slot], KEYS_OFFSET, i);
        }
        byte[] gradients = new byte[keys.length * batch.rowBytes()];
        messages[slot].getBytes(KEYS_OFFSET + KeyBlock.bytes(keys.length), gradients);
        batch.reroute(keys, new UnsafeBuffer(gradients), viewEpoch, reason);
    }

    /** A push that only moves the sequence, in place of a refused one or of rows that there are none of. */
    private void empty(long sequence) {
        int slot = slot(sequence);
        encoder.wrapAndApplyHeader(message(slot), 0, header)
            .clientId(clientId)
            .sequence(sequence)
            .tableId(0)
            .slotMapVersion(0)
            .rowCount(0)
            .dimension(0);
        lengths[slot] = KEYS_OFFSET;
        batches[slot] = null;
    }

    /** Log position that contains every push acknowledged so far; pulls ask for no older state. */
    long position() {
        return position;
    }

    /**
     * The last sequence that the shard is known to have applied, {@link #NOT_TOLD} before it has said so.
     *
     * @throws CairnException if it takes no pushes of this client.
     */
    long applied() {
        refusal.ifPresent(reason -> {
            throw reason;
        });
        return messageBytesMax == UNKNOWN ? NOT_TOLD : acknowledged;
    }

    /** The last sequence acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** Messages to be acknowledged; none once the shard takes no pushes. */
    long unacknowledged() {
        return refusal.isPresent() ? 0 : accepted - acknowledged;
    }

    /** How the pushes stand, for people. */
    String describe() {
        return unacknowledged() + " pushes not acknowledged"
            + waitsFor.map(reason -> ", last refusal: " + reason.getMessage()).orElse("");
    }

    private int slot(long sequence) {
        return (int) (sequence % batches.length);
    }
}
