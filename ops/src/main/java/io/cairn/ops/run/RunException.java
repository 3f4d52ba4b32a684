package io.cairn.ops.run;

import java.io.Serial;

/** Something outside Cairn stands in the way; the message tells the user what and what to do. */
public final class RunException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure to tell the user about.
     *
     * @param message what stands in the way.
     */
    public RunException(String message) {
        super(message);
    }

    /**
     * A failure with its cause.
     *
     * @param message what stands in the way.
     * @param cause   why.
     */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
