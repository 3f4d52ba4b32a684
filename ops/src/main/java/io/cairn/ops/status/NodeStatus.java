package io.cairn.ops.status;

import io.cairn.client.view.ShardView;

/**
 * How far a node is from the limits at which it refuses pushes.
 *
 * @param node             its name.
 * @param memoryBytes      native memory of its rows.
 * @param memoryBytesMax   limit of that.
 * @param diskBytesFree    free on the disk of its log.
 * @param diskBytesFreeMin floor of that, 0 for none.
 */
public record NodeStatus(
    String node, long memoryBytes, long memoryBytesMax, long diskBytesFree, long diskBytesFreeMin) {

    static NodeStatus of(String node, ShardView.NodeRoom room) {
        return new NodeStatus(
            node, room.memoryBytes(), room.memoryBytesMax(), room.diskBytesFree(), room.diskBytesFreeMin());
    }
}
