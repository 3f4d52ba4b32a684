package io.cairn.server.shard;

import io.cairn.config.ClusterConfig;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.log.LogIngress;
import io.cairn.server.log.ReplicaStatus;

/**
 * What a shard's replica is made of.
 *
 * @param cluster  the whole configuration.
 * @param shardId  which shard.
 * @param status   how far its log is applied.
 * @param ingress  the way into its log.
 * @param refusals writes refusals and counts them.
 * @param node     what the replicas of a node share.
 */
public record ShardContext(
    ClusterConfig cluster,
    int shardId,
    ReplicaStatus status,
    LogIngress ingress,
    RefusalPublisher refusals,
    Shared node) {

    /**
     * Counters and room.
     *
     * @param counters counts what the replica does.
     * @param capacity whether the node has room, with the account that native memory is counted on.
     */
    public record Shared(ReplicaCounters counters, NodeCapacity capacity) {
    }

    ReplicaCounters counters() {
        return node.counters();
    }
}
