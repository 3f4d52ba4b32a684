package io.cairn.server.endpoint;

import io.aeron.logbuffer.BufferClaim;
import io.cairn.wire.codecs.LeadershipEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import java.util.List;

/**
 * Tells all open sessions who leads, whenever that changes. Only the newest state is told: what finds no room is tried
 * again, and may be out of date by then.
 */
final class LeadershipPublisher {

    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + LeadershipEncoder.BLOCK_LENGTH;

    private final LeadershipEncoder encoder = new LeadershipEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();
    private Leadership told = Leadership.NONE;

    /**
     * Tells those who do not know yet.
     *
     * @return how many were told now.
     */
    int publish(Leadership leadership, List<RequestSession> sessions) {
        if (leadership.equals(told)) {
            return 0;
        }
        boolean allTold = true;
        int count = 0;
        for (int i = sessions.size() - 1; i >= 0; i--) {
            RequestSession session = sessions.get(i);
            if (session.opened() && !leadership.equals(session.leadership())) {
                boolean tellNow = tell(session, leadership);
                count += tellNow ? 1 : 0;
                allTold &= tellNow;
            }
        }
        if (allTold) {
            told = leadership;
        }
        return count;
    }

    private boolean tell(RequestSession session, Leadership leadership) {
        if (session.publication().tryClaim(LENGTH, claim) < 0) {
            return false;
        }
        encoder.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .leadershipTermId(leadership.termId())
            .leaderMemberId(leadership.leaderMemberId());
        claim.commit();
        session.leadership(leadership);
        return true;
    }
}
