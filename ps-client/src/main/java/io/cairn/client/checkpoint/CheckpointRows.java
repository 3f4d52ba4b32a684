package io.cairn.client.checkpoint;

import io.cairn.client.view.ShardFile;
import java.util.List;

/**
 * The rows of a cluster in a checkpoint.
 *
 * @param cluster   name of the cluster that they are of, empty if they are of none.
 * @param slotCount slots of that cluster, 0 if there is none.
 * @param shards    files of its shards, by shard id.
 */
public record CheckpointRows(String cluster, int slotCount, List<ShardFile> shards) {

    /** Rows that no cluster has; they may be in a file of the trainer's own. */
    public static final CheckpointRows NONE = new CheckpointRows("", 0, List.of());

    /** Keeps a copy. */
    public CheckpointRows {
        shards = List.copyOf(shards);
    }

    /**
     * Rows of all shards and tables.
     *
     * @return 0 or more.
     */
    public long rows() {
        return shards.stream().mapToLong(ShardFile::rows).sum();
    }
}
