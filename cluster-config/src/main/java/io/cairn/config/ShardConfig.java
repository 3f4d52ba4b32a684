package io.cairn.config;

import java.util.List;

/**
 * A Raft group: a shard of rows, or the directory.
 *
 * @param id       0, 1, 2, … for shards, {@link #DIRECTORY_ID} for the directory.
 * @param replicas names of the nodes that host its replicas; the place in the list is the member id. 1, 3 or 5 of them,
 *                 no node twice.
 */
public record ShardConfig(int id, List<String> replicas) {

    /** The id that stands for the directory. */
    public static final int DIRECTORY_ID = -1;

    /** Checks the number of replicas. */
    public ShardConfig {
        replicas = List.copyOf(replicas);
        int count = replicas.size();
        if (count != 1 && count != 3 && count != 5) {
            throw new IllegalArgumentException(name(id) + " needs 1, 3 or 5 replicas, got " + count);
        }
        if (replicas.stream().distinct().count() != count) {
            throw new IllegalArgumentException(name(id) + " names a node twice: " + replicas);
        }
    }

    /**
     * Name of the group, for threads, folders and messages.
     *
     * @return {@code directory} or {@code shard-<id>}.
     */
    public String name() {
        return name(id);
    }

    private static String name(int id) {
        return id == DIRECTORY_ID ? "directory" : "shard-" + id;
    }
}
