package io.cairn.server.snapshot;

/**
 * Whose state a snapshot is; a replica reads its own only.
 *
 * @param clusterId number that stands for the cluster's name.
 * @param groupId   id of the shard, -1 for the directory.
 * @param slotCount slots of the cluster.
 */
public record SnapshotOwner(long clusterId, int groupId, int slotCount) {
}
