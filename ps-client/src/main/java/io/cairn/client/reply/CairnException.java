package io.cairn.client.reply;

/** Root of everything that goes wrong between a client and its cluster. The message says what to do about it. */
public class CairnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * A failure.
     *
     * @param message   what happened, and what to do about it.
     * @param retryable whether the same call may succeed later without a change by the caller.
     */
    public CairnException(String message, boolean retryable) {
        super(message);
        this.retryable = retryable;
    }

    /**
     * A failure with another one under it.
     *
     * @param message   what happened, and what to do about it.
     * @param retryable whether the same call may succeed later without a change by the caller.
     * @param cause     what caused it.
     */
    public CairnException(String message, boolean retryable, Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
    }

    /**
     * Whether the same call may succeed later without a change by the caller. The client has already tried again up to
     * the call's deadline.
     *
     * @return false if something about the request has to change first.
     */
    public final boolean isRetryable() {
        return retryable;
    }
}
