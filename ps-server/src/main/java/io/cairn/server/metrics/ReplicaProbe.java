package io.cairn.server.metrics;

import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.snapshot.SnapshotStatus;
import java.util.function.BooleanSupplier;

/**
 * What can be seen of a replica from other threads.
 *
 * @param group     {@code directory} or {@code shard-<id>}.
 * @param ready     whether it answers requests.
 * @param counters  what it has counted.
 * @param snapshots how its snapshots are.
 */
public record ReplicaProbe(String group, BooleanSupplier ready, ReplicaCounters counters, SnapshotStatus snapshots) {
}
