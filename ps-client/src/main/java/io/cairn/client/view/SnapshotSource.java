package io.cairn.client.view;

import java.util.List;

/**
 * What a replica's complete snapshot consists of: a file, and recordings in the archive of its node. The log has to go
 * with it, beyond the snapshot's position: rows may have changes that stand behind that.
 *
 * @param position       place in the log at which the snapshot was begun.
 * @param bytes          length of the file.
 * @param timestamp      that consensus noted of the snapshot.
 * @param logRecordingId the log in the archive.
 * @param logPosition    how far the replica has applied it: at least as far as the snapshot needs it.
 * @param terms          the newest leadership terms that the log has up to there; at least the snapshot's own.
 * @param recordings     consensus' own state, in the order in which it notes the recordings; at least one.
 */
public record SnapshotSource(
    long position,
    long bytes,
    long timestamp,
    long logRecordingId,
    long logPosition,
    List<Term> terms,
    List<Recording> recordings) {

    /** Keeps copies, and requires what there must be. */
    public SnapshotSource {
        terms = List.copyOf(terms);
        recordings = List.copyOf(recordings);
        if (terms.isEmpty() || terms.get(0).basePosition() >= position || recordings.isEmpty()) {
            throw new IllegalArgumentException("a snapshot at " + position + " without terms or recordings");
        }
    }

    /**
     * The term that the snapshot was taken in.
     *
     * @return the last of the terms that began before it.
     */
    public Term term() {
        return terms.stream().filter(term -> term.basePosition() < position).reduce((a, b) -> b).orElseThrow();
    }

    /**
     * A leadership term.
     *
     * @param termId       its number.
     * @param basePosition log position that it begins at.
     * @param timestamp    that consensus noted of it.
     */
    public record Term(long termId, long basePosition, long timestamp) {
    }

    /**
     * A recording of consensus' own state.
     *
     * @param recordingId in the archive of the replica's node.
     * @param serviceId   whose state, -1 for the consensus module.
     */
    public record Recording(long recordingId, int serviceId) {
    }
}
