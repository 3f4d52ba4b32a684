package io.cairn.server.gateway.lookup;

/** Why a gateway does not answer a lookup. */
public enum LookupError {
    /** There is no table of that name. */
    UNKNOWN_TABLE(false),
    /** The request has more keys, or asks for more bytes, than one request may. */
    TOO_MANY_KEYS(false),
    /** Too many requests are under way; this one was not begun. */
    BUSY(true),
    /** Time ran out. */
    DEADLINE_EXCEEDED(true),
    /** The rows that could be had are older than was asked for. */
    TOO_OLD(true),
    /** The gateway has no connection to the cluster now. */
    UNAVAILABLE(true),
    /** The gateway is being stopped; another one answers. */
    STOPPING(true),
    /** The cluster refused, by a name of its own. */
    REFUSED(false);

    private final boolean retryable;

    LookupError(boolean retryable) {
        this.retryable = retryable;
    }

    /**
     * Whether the same lookup may succeed a little later.
     *
     * @return false if something about it has to change first.
     */
    public boolean isRetryable() {
        return retryable;
    }
}
