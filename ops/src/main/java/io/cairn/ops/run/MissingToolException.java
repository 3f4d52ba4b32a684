package io.cairn.ops.run;

import java.io.Serial;

/** A program that is needed is not installed; the message says which package has it. */
public final class MissingToolException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A program that was not found.
     *
     * @param message which one, and how to install it.
     */
    public MissingToolException(String message) {
        super(message);
    }
}
