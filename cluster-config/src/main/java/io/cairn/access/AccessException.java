package io.cairn.access;

import java.io.Serial;

/** A token that cannot be used; the message says where it should be and what to do, and never what it is. */
public final class AccessException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A token that cannot be used.
     *
     * @param message for people.
     */
    public AccessException(String message) {
        super(message);
    }

    /**
     * A token that cannot be read.
     *
     * @param message for people.
     * @param cause   why.
     */
    public AccessException(String message, Throwable cause) {
        super(message, cause);
    }
}
