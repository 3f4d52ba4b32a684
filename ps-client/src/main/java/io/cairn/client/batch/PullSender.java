package io.cairn.client.batch;

import io.aeron.logbuffer.BufferClaim;
import io.cairn.client.session.ShardSession;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullEncoder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Encodes pulls, into the request stream itself where they fit. */
final class PullSender {

    static final int KEYS_OFFSET = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PullEncoder encoder = new PullEncoder();
    private final BufferClaim claim = new BufferClaim();
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();

    /** Sends, or returns false if the stream does not take it now. */
    boolean send(PullAsk ask, ShardSession session, long correlationId, int timeoutMs) {
        encoder.wrapAndApplyHeader(scratch, 0, header)
            .correlationId(correlationId)
            .minPosition(ask.minPosition())
            .tableId(ask.batch().table().id())
            .slotMapVersion(ask.slotMapVersion())
            .keyCount(ask.count())
            .timeoutMs(timeoutMs)
            .content(ask.batch().content());
        int length = KEYS_OFFSET + KeyBlock.bytes(ask.count());
        if (length > session.claimBytesMax()) {
            scratch.checkLimit(length);
            putKeys(ask, scratch, KEYS_OFFSET);
            return session.offer(scratch, 0, length);
        }
        if (!session.tryClaim(length, claim)) {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), scratch, 0, KEYS_OFFSET);
        putKeys(ask, claim.buffer(), claim.offset() + KEYS_OFFSET);
        claim.commit();
        return true;
    }

    private static void putKeys(PullAsk ask, MutableDirectBuffer target, int offset) {
        PullBatch batch = ask.batch();
        for (int i = 0; i < ask.count(); i++) {
            KeyBlock.key(target, offset, i, batch.key(batch.routed().place(ask.start() + i)));
        }
    }
}
