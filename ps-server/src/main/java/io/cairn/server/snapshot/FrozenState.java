package io.cairn.server.snapshot;

/** The rest of a frozen state. Used by the owner thread. */
public interface FrozenState extends AutoCloseable {

    /**
     * Copies a small piece, some 64 rows.
     *
     * @return false if nothing is left.
     */
    boolean copy();

    /** Unfreezes: changes need not be watched any more. */
    @Override
    void close();
}
