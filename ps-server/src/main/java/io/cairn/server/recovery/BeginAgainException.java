package io.cairn.server.recovery;

/** What was begun with one leader cannot be ended; the next attempt may. The message says why. */
final class BeginAgainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BeginAgainException(String message) {
        super(message);
    }

    BeginAgainException(String message, Throwable cause) {
        super(message, cause);
    }
}
