package io.cairn.server.snapshot;

/**
 * A state that snapshots are taken of, and that is restored from one by being shown it. Used by one thread at a time:
 * the one that starts the replica while it restores, its owner thread from then on.
 */
public interface SnapshotState extends SnapshotVisitor {

    /**
     * Begins to copy the state. What is small is written at once as it is now, rows stay to be copied.
     *
     * @param mode     which state of rows that change meanwhile.
     * @param position place in the log that the state is at.
     * @param output   takes what is written, now and later.
     * @return what is still to be copied.
     */
    RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output);

    /**
     * All of a file was shown, and the log comes next.
     *
     * @param end position up to which rows may have changes of that log already.
     */
    void onRestored(long end);

    /** Forgets everything, as before the first message of the log. */
    void clear();
}
