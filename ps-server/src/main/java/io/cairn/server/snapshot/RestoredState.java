package io.cairn.server.snapshot;

/**
 * What a state was restored from.
 *
 * @param point place in the log from which it goes on.
 * @param end   position up to which the log must be applied until the state is one that there ever was: rows may have
 *              changes of it already. The same as that of the point, or above.
 */
public record RestoredState(SnapshotPoint point, long end) {

    /** Nothing was restored: the log begins. */
    public static final RestoredState NOTHING =
        new RestoredState(SnapshotPoint.BEGINNING, SnapshotPoint.BEGINNING.position());
}
