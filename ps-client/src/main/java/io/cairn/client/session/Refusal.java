package io.cairn.client.session;

import io.cairn.client.reply.RefusedException;
import io.cairn.wire.codecs.ErrorCode;

/**
 * A request that had no effect.
 *
 * @param from              who refused it.
 * @param requestTemplateId the kind of request, by its message's template id.
 * @param correlationId     which one; of a push its sequence.
 * @param code              why.
 * @param detail            the number that goes with the code.
 * @param text              what the other side adds, may be empty.
 */
public record Refusal(
    String from, int requestTemplateId, long correlationId, ErrorCode code, long detail, String text) {

    /**
     * Whether only a leader takes the request, and who refused is none. The detail is the leader's member id, -1 while
     * there is none.
     *
     * @return true if it has to be sent to the leader.
     */
    public boolean isNotLeader() {
        return code == ErrorCode.NOT_LEADER;
    }

    /**
     * The refusal as the caller sees it.
     *
     * @return to throw or to keep.
     */
    public RefusedException toException() {
        return new RefusedException(from, code, detail, text);
    }
}
