package io.cairn.server.shard;

import io.cairn.slot.SlotHash;
import io.cairn.wire.KeyBlock;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Finds a key that stands twice in a block of keys: an open-addressing set that is emptied by counting up a stamp, and
 * uses only as many cells as the block needs. Does not allocate after construction.
 */
final class UniqueKeys {

    /** All keys of the block are different. */
    static final int NONE = -1;

    private final long[] keys;
    private final int[] stamps;
    private int stamp;

    /** A set for blocks of up to {@code countMax} keys. */
    UniqueKeys(int countMax) {
        int capacity = BitUtil.findNextPositivePowerOfTwo(Math.max(2 * countMax, 2));
        keys = new long[capacity];
        stamps = new int[capacity];
    }

    /** Index of the first key that stands before it already, or {@link #NONE}. */
    int firstDuplicate(DirectBuffer buffer, int blockOffset, int count) {
        int mask = BitUtil.findNextPositivePowerOfTwo(Math.max(2 * count, 2)) - 1;
        nextStamp();
        for (int i = 0; i < count; i++) {
            if (!add(KeyBlock.key(buffer, blockOffset, i), mask)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean add(long key, int mask) {
        int cell = (int) (SlotHash.mix(key) >>> Integer.SIZE) & mask;
        while (stamps[cell] == stamp) {
            if (keys[cell] == key) {
                return false;
            }
            cell = (cell + 1) & mask;
        }
        stamps[cell] = stamp;
        keys[cell] = key;
        return true;
    }

    private void nextStamp() {
        stamp++;
        if (stamp == 0) {
            Arrays.fill(stamps, 0);
            stamp = 1;
        }
    }
}
