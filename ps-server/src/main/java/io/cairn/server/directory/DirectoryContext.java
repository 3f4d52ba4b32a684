package io.cairn.server.directory;

import io.cairn.config.ClusterConfig;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.log.LogIngress;
import io.cairn.server.log.ReplicaStatus;

/**
 * What a directory's replica is made of.
 *
 * @param cluster        the whole configuration.
 * @param status         how far its log is applied.
 * @param ingress        the way into its log.
 * @param refusals       writes refusals and counts them.
 * @param capacity       what room the replica's node has.
 * @param reconciliation meets the reconciler.
 */
public record DirectoryContext(
    ClusterConfig cluster,
    ReplicaStatus status,
    LogIngress ingress,
    RefusalPublisher refusals,
    NodeCapacity capacity,
    Reconciliation reconciliation) {
}
