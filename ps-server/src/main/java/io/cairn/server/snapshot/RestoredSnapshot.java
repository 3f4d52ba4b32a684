package io.cairn.server.snapshot;

/**
 * Where the log goes on from, after what was restored.
 *
 * @param position    place in the log that the state is at, 0 for an empty state.
 * @param timestampMs cluster time there.
 */
public record RestoredSnapshot(long position, long timestampMs) {

    /** Nothing was restored: the log is replayed from its beginning. */
    public static final RestoredSnapshot NONE = new RestoredSnapshot(0, 0);
}
