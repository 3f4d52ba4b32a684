package io.cairn.client.view;

import java.util.List;

/**
 * What a replica's complete snapshot consists of: a file, and recordings in the archive of its node. The log has to go
 * with it up to the snapshot's position.
 *
 * @param position       log position that the snapshot is the state at.
 * @param bytes          length of the file.
 * @param timestamp      that consensus noted of the snapshot.
 * @param logRecordingId the log in the archive.
 * @param terms          the newest leadership terms up to the snapshot's own, which is the last; at least that one.
 * @param recordings     consensus' own state, in the order in which it notes the recordings; at least one.
 */
public record SnapshotSource(
    long position,
    long bytes,
    long timestamp,
    long logRecordingId,
    List<Term> terms,
    List<Recording> recordings) {

    /** Keeps copies, and requires what there must be. */
    public SnapshotSource {
        terms = List.copyOf(terms);
        recordings = List.copyOf(recordings);
        if (terms.isEmpty() || recordings.isEmpty()) {
            throw new IllegalArgumentException("a snapshot at " + position + " without terms or recordings");
        }
    }

    /**
     * The term that the snapshot was taken in.
     *
     * @return the last of the terms.
     */
    public Term lastTerm() {
        return terms.get(terms.size() - 1);
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
