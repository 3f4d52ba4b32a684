package io.cairn.server.endpoint;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.RefusalEncoder;
import org.agrona.ExpandableArrayBuffer;

/** Writes refusals. Not a hot path: encoding a text allocates. */
public final class RefusalPublisher {

    private static final int TEXT_MAX = 512;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(2048);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RefusalEncoder encoder = new RefusalEncoder();
    private final ReplicaCounters counters;

    /**
     * A publisher that counts what it refuses.
     *
     * @param counters of the replica.
     */
    public RefusalPublisher(ReplicaCounters counters) {
        this.counters = counters;
    }

    /**
     * Refuses a request.
     *
     * @param session who asked.
     * @param request what was asked.
     * @param refusal why not.
     * @return COMMIT if the client is told, ABORT if that must be tried again.
     */
    public Action refuse(RequestSession session, Request request, Refusal refusal) {
        return refuse(session, request.correlationId(), request.templateId(), refusal) ? Action.COMMIT : Action.ABORT;
    }

    /**
     * Refuses something that is not in hand any more.
     *
     * @param session       who asked.
     * @param correlationId of the request, of a push its sequence.
     * @param templateId    of the request.
     * @param refusal       why not.
     * @return whether the client is told; if not, try again later.
     */
    public boolean refuse(RequestSession session, long correlationId, int templateId, Refusal refusal) {
        String text = refusal.text();
        encoder.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(correlationId)
            .detail(refusal.detail())
            .requestTemplateId(templateId)
            .code(refusal.code())
            .text(text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text);
        int length = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        boolean told = session.publication().offer(buffer, 0, length) > 0;
        if (told) {
            counters.onRefusal(refusal.code());
        }
        return told;
    }
}
