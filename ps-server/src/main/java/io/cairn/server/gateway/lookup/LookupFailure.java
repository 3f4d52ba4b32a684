package io.cairn.server.gateway.lookup;

import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.reply.RefusedException;
import io.cairn.wire.codecs.ErrorCode;

/**
 * A lookup that was not answered.
 *
 * @param error     what kind of failure.
 * @param name      the error's name for clients: that of the kind, or the cluster's code for {@code REFUSED}.
 * @param retryable whether the same lookup may succeed a little later.
 * @param message   what happened, in one line.
 */
public record LookupFailure(LookupError error, String name, boolean retryable, String message) {

    /**
     * A failure of the gateway's own.
     *
     * @param error   what kind.
     * @param message what happened, in one line.
     * @return the failure.
     */
    public static LookupFailure of(LookupError error, String message) {
        return new LookupFailure(error, error.name(), error.isRetryable(), message);
    }

    /**
     * A failure of a client's call.
     *
     * @param failure what the call ended with.
     * @return the failure.
     */
    public static LookupFailure of(CairnException failure) {
        if (failure instanceof DeadlineException) {
            return of(LookupError.DEADLINE_EXCEEDED, failure.getMessage());
        }
        if (failure instanceof RefusedException refused) {
            if (refused.code() == ErrorCode.UNKNOWN_TABLE) {
                return of(LookupError.UNKNOWN_TABLE, refused.getMessage());
            }
            return new LookupFailure(
                LookupError.REFUSED, refused.code().name(), refused.isRetryable(), refused.getMessage());
        }
        return of(LookupError.UNAVAILABLE, failure.getMessage());
    }
}
