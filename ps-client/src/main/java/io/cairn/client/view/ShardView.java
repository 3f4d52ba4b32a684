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
 * @param node           what room the replica's node has.
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
    NodeRoom node,
    List<TableRows> tables) {

    /** Keeps a copy. */
    public ShardView {
        tables = List.copyOf(tables);
    }

    /**
     * How far a node is from its limits; at them it refuses pushes.
     *
     * @param memoryBytes      native memory of all rows of the node.
     * @param memoryBytesMax   its limit; pushes are refused a little before.
     * @param diskBytesFree    free on the disk of its log.
     * @param diskBytesFreeMin floor of what is free; 0 for none.
     */
    public record NodeRoom(long memoryBytes, long memoryBytesMax, long diskBytesFree, long diskBytesFreeMin) {
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
