package io.cairn.server.shard;

import io.cairn.slot.SlotMap;
import io.cairn.wire.KeyBlock;
import org.agrona.DirectBuffer;

/** Which keys a shard answers for under the slot map in force. */
final class SlotOwnership {

    private final SlotMap slotMap;
    private final int shardId;
    private final boolean ownsAll;

    SlotOwnership(SlotMap slotMap, int shardId, int shardCount) {
        this.slotMap = slotMap;
        this.shardId = shardId;
        ownsAll = shardCount == 1;
    }

    int slotMapVersion() {
        return slotMap.version();
    }

    /** Whether a request under this version of the slot map, for these keys, came to the right shard. */
    boolean covers(int version, DirectBuffer buffer, int blockOffset, int keyCount) {
        return version == slotMap.version() && (ownsAll || owns(buffer, blockOffset, keyCount));
    }

    private boolean owns(DirectBuffer buffer, int blockOffset, int keyCount) {
        for (int i = 0; i < keyCount; i++) {
            if (slotMap.shard(KeyBlock.key(buffer, blockOffset, i)) != shardId) {
                return false;
            }
        }
        return true;
    }
}
