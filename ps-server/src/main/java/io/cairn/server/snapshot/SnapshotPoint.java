package io.cairn.server.snapshot;

/**
 * The place in a log at which a snapshot is the state, and from which the log goes on after it was restored.
 *
 * @param position         place in the log, 0 for an empty state.
 * @param timestampMs      cluster time there.
 * @param leadershipTermId term that the place lies in, -1 before the first. The log announces a term at its beginning
 *                         only, so who starts inside one knows it from here.
 * @param leaderMemberId   leader of that term, -1 before the first.
 */
public record SnapshotPoint(long position, long timestampMs, long leadershipTermId, int leaderMemberId) {

    /** The beginning of a log. */
    public static final SnapshotPoint BEGINNING = new SnapshotPoint(0, 0, -1, -1);
}
