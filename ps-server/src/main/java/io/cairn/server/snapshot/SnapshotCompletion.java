package io.cairn.server.snapshot;

/** What a file waits for before it counts as complete, and what follows. Called by the thread that writes it. */
public interface SnapshotCompletion {

    /** Waits for nothing, and nothing follows. */
    SnapshotCompletion NONE = new SnapshotCompletion() {
        @Override
        public void beforeComplete(long end) {
            // The file needs no log.
        }

        @Override
        public void onComplete(long position) {
            // Nobody wants to know.
        }
    };

    /**
     * All of the file is on the disk, and it gets its name when this returns.
     *
     * @param end position up to which the file needs the log.
     * @throws SnapshotException if the log is not there; the file gets no name then.
     */
    void beforeComplete(long end);

    /**
     * The file has its name.
     *
     * @param position place in the log at which it was begun.
     * @throws SnapshotException if it is of no use nevertheless.
     */
    void onComplete(long position);
}
