package io.cairn.ops.verify;

import java.util.Set;

/**
 * What a run of the fault suite is.
 *
 * @param shards   shards of the cluster, 1 to 16.
 * @param replicas replicas of each, 3 or 5, each shard's on as many nodes.
 * @param seconds  time in which faults are begun; checks come after it.
 * @param seed     decides which faults come, in which order, how long after each other.
 */
public record FaultSettings(int shards, int replicas, int seconds, long seed) {

    private static final int SHARDS_MAX = 16;
    private static final Set<Integer> REPLICAS = Set.of(3, 5);

    /** Checks the ranges. */
    public FaultSettings {
        if (shards < 1 || shards > SHARDS_MAX) {
            throw new IllegalArgumentException("shards must be 1 to " + SHARDS_MAX + ", got " + shards);
        }
        if (!REPLICAS.contains(replicas)) {
            throw new IllegalArgumentException("replicas must be 3 or 5, got " + replicas);
        }
        if (seconds < 1) {
            throw new IllegalArgumentException("minutes must be 1 or more, got " + seconds / 60);
        }
    }
}
