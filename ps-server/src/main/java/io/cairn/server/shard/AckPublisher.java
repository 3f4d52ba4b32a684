package io.cairn.server.shard;

import io.aeron.logbuffer.BufferClaim;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PushAckEncoder;
import io.cairn.wire.codecs.PushDecoder;
import java.util.List;

/**
 * Tells clients how far their pushes are applied, as long as the replica leads. An acknowledgement covers everything
 * before it, so one that finds no room is not kept: the next covers more.
 */
final class AckPublisher {

    private static final int ACK_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PushAckEncoder.BLOCK_LENGTH;

    private final ClientSequences sequences;
    private final ReplicaStatus status;
    private final RefusalPublisher refusals;
    private final PushAckEncoder ack = new PushAckEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();
    private boolean due;

    AckPublisher(ShardContext context, ClientSequences sequences) {
        this.sequences = sequences;
        status = context.status();
        refusals = context.refusals();
    }

    /** Notes that some client may have news. */
    void due() {
        due = true;
    }

    /** Tells all clients their news, as far as there is room. */
    int publish(List<RequestSession> sessions) {
        if (!due || !status.leads()) {
            return 0;
        }
        boolean allTold = true;
        for (int i = sessions.size() - 1; i >= 0; i--) {
            RequestSession session = sessions.get(i);
            if (session.opened()) {
                allTold &= acknowledge(session) && showGap(session);
            }
        }
        due = !allTold;
        return allTold ? 1 : 0;
    }

    private boolean acknowledge(RequestSession session) {
        if (sequences.forgotten(session.clientId())) {
            if (session.nextSequence() > 1) {
                session.resendAfter(0);
            }
            return true;
        }
        long last = sequences.last(session.clientId());
        if (last <= session.acknowledgedSequence()) {
            return true;
        }
        if (session.publication().tryClaim(ACK_LENGTH, claim) < 0) {
            return false;
        }
        ack.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .clientId(session.clientId())
            .sequence(last)
            .position(status.position());
        claim.commit();
        session.onAcknowledged(last);
        return true;
    }

    private boolean showGap(RequestSession session) {
        if (!session.gapPending()) {
            return true;
        }
        boolean forgotten = sequences.forgotten(session.clientId());
        boolean told = refusals.refuse(session, session.nextSequence(), PushDecoder.TEMPLATE_ID,
            forgotten ? ShardRefusals.clientExpired(session.clientId(), sequences) : ShardRefusals.gap(session));
        if (told) {
            session.onGapShown();
        }
        return told;
    }
}
