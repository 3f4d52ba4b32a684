package io.cairn.server.log;

import io.cairn.server.snapshot.CompleteSnapshots;
import io.cairn.server.snapshot.RestoredState;
import io.cairn.server.snapshot.SnapshotSchedule;
import io.cairn.server.snapshot.Snapshots;

/**
 * A replica's snapshots.
 *
 * @param restored what its state was restored from.
 * @param taker    takes new ones.
 * @param schedule says when the leader takes one by itself.
 * @param complete what members that lost theirs can have.
 */
public record ReplicaSnapshots(
    RestoredState restored, Snapshots taker, SnapshotSchedule schedule, CompleteSnapshots complete) {
}
