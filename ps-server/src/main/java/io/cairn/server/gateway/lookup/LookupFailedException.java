package io.cairn.server.gateway.lookup;

/** Carries a failure through a future. It has no stack trace: where it was made says nothing. */
public final class LookupFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient LookupFailure failure;

    /**
     * An exception for a failure.
     *
     * @param failure that a lookup ended with.
     */
    public LookupFailedException(LookupFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /**
     * What the lookup ended with.
     *
     * @return the failure.
     */
    public LookupFailure failure() {
        return failure;
    }
}
