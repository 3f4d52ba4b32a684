package io.cairn.server.gateway.http;

import io.cairn.server.gateway.lookup.LookupFailure;

/** Carries a failure through a future. It has no stack trace: where it was made says nothing. */
final class LookupFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient LookupFailure failure;

    LookupFailedException(LookupFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    LookupFailure failure() {
        return failure;
    }
}
