package io.cairn.server.log;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.TableAppliedEncoder;
import org.agrona.DirectBuffer;

/**
 * What doors do with requests to change tables or aliases: put one into the log, once and again only if the log lost it
 * or it changed nothing, and answer when the state is as asked.
 */
public final class TableCommands {

    private static final int APPLIED_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + TableAppliedEncoder.BLOCK_LENGTH;

    private final LogIngress ingress;
    private final ReplicaStatus status;
    private final TableAppliedEncoder applied = new TableAppliedEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();

    /**
     * Commands of one replica.
     *
     * @param ingress way into its log.
     * @param status  how far its log is applied.
     */
    public TableCommands(LogIngress ingress, ReplicaStatus status) {
        this.ingress = ingress;
        this.status = status;
    }

    /**
     * Sees to it that a request is in the log.
     *
     * @param session who asks; remembers that it is.
     * @param request goes into the log unchanged.
     * @return ABORT: the request comes again until it can be answered.
     */
    public Action forward(RequestSession session, Request request) {
        return forward(session, request.buffer(), request.offset(), request.length());
    }

    /**
     * Sees to it that what a request comes down to is in the log.
     *
     * @param session who asks; remembers that it is.
     * @param message goes into the log.
     * @param offset  where its header begins.
     * @param length  its bytes.
     * @return ABORT: the request comes again until it can be answered.
     */
    public Action forward(RequestSession session, DirectBuffer message, int offset, int length) {
        return ingress.forwardOnce(session, message, offset, length);
    }

    /**
     * Whether a request is on its way through the log, and so can neither be answered nor refused yet.
     *
     * @param session who asks.
     * @return false before {@link #forward}, and once the request came out of the log.
     */
    public boolean underWay(RequestSession session) {
        return ingress.underWay(session);
    }

    /**
     * Answers that the state is as asked.
     *
     * @param session who asked.
     * @param request what was asked.
     * @param tableId the table, also of an alias, 0 if there was none.
     * @return COMMIT if the client is told, ABORT if that must be tried again.
     */
    public Action answer(RequestSession session, Request request, int tableId) {
        if (session.publication().tryClaim(APPLIED_LENGTH, claim) < 0) {
            return Action.ABORT;
        }
        applied.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(request.correlationId())
            .position(status.position())
            .tableId(tableId);
        claim.commit();
        return Action.COMMIT;
    }
}
