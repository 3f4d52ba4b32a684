package io.cairn.server.snapshot;

/** The rows of a state on their way into a file. Used by the owner thread. */
public interface RowCopy extends AutoCloseable {

    /**
     * Copies some rows, about 64.
     *
     * @return false if none is left.
     */
    boolean copy();

    /** Ends the copy, complete or not. */
    @Override
    void close();
}
