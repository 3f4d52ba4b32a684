package io.cairn.server.snapshot;

/** A file is not the complete, unharmed snapshot that was asked for; the message says why. */
public final class SnapshotException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With a reason.
     *
     * @param message what is wrong with the file.
     */
    public SnapshotException(String message) {
        super(message);
    }

    /**
     * With a reason that lies elsewhere.
     *
     * @param message what is wrong with the file.
     * @param cause   what showed it.
     */
    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
