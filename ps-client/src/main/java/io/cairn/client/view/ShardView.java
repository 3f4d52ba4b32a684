package io.cairn.client.view;

import java.util.List;

/**
 * What one replica of a shard has applied.
 *
 * @param shardId        id of the shard.
 * @param memberId       the replica that answered.
 * @param leaderMemberId the leader it knows, -1 while there is none.
 * @param position       log position applied.
 * @param timestampMs    cluster time of that position, milliseconds since 1970.
 * @param slotMapVersion version of the slot map in force.
 * @param clients        clients whose last push is remembered.
 * @param tables         rows and memory by table.
 */
public record ShardView(
    int shardId,
    int memberId,
    int leaderMemberId,
    long position,
    long timestampMs,
    int slotMapVersion,
    int clients,
    List<TableRows> tables) {

    /** Keeps a copy. */
    public ShardView {
        tables = List.copyOf(tables);
    }

    /**
     * A table's part in a shard.
     *
     * @param tableId the table.
     * @param rows    rows stored.
     * @param bytes   native memory of rows and index.
     */
    public record TableRows(int tableId, long rows, long bytes) {
    }
}
