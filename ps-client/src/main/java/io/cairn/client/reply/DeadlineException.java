package io.cairn.client.reply;

/** A call did not complete before its deadline. The message says how far it came and what it was waiting for. */
public final class DeadlineException extends CairnException {

    private static final long serialVersionUID = 1L;

    /**
     * A deadline that passed.
     *
     * @param message what was awaited, for how long, and why it did not come.
     */
    public DeadlineException(String message) {
        super(message, true);
    }
}
