package io.cairn.server.snapshot;

/**
 * A state that snapshots are taken of, and that is restored from one by being shown it. Used by one thread at a time:
 * the one that starts the replica while it restores, its owner thread from then on.
 */
public interface SnapshotState extends SnapshotVisitor {

    /**
     * Freezes the state as it is now. What is small is written at once, the rest stays to be copied.
     *
     * @param position place in the log that the state is at.
     * @param output   takes what is written, now and later.
     * @return what is still to be copied.
     */
    FrozenState freeze(long position, SnapshotOutput output);

    /** Forgets everything, as before the first message of the log. */
    void clear();
}
