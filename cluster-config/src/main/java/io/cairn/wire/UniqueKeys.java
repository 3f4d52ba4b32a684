package io.cairn.wire;

import io.cairn.slot.SlotHash;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Finds a key that stands twice in one push: an open-addressing set that is emptied by counting up a stamp, and uses
 * only as many cells as the keys need. Does not allocate unless more keys are announced than ever before. Belongs to
 * one thread.
 */
public final class UniqueKeys {

    /** All keys of the block are different. */
    public static final int NONE = -1;

    private long[] keys;
    private int[] stamps;
    private int mask;
    private int stamp;

    /**
     * An empty set.
     *
     * @param count keys it has room for from the beginning, 0 or more.
     */
    public UniqueKeys(int count) {
        int capacity = capacity(count);
        keys = new long[capacity];
        stamps = new int[capacity];
        mask = capacity - 1;
    }

    /**
     * Looks for a repeated key.
     *
     * @param buffer      holds a KeyBlock.
     * @param blockOffset where it begins.
     * @param count       keys in it.
     * @return index of the first key that stands before it already, or {@link #NONE}.
     */
    public int firstDuplicate(DirectBuffer buffer, int blockOffset, int count) {
        begin(count);
        for (int i = 0; i < count; i++) {
            if (!add(KeyBlock.key(buffer, blockOffset, i))) {
                return i;
            }
        }
        return NONE;
    }

    /**
     * Empties the set.
     *
     * @param count keys that will be added at most, 0 or more.
     */
    public void begin(int count) {
        int capacity = capacity(count);
        if (capacity > keys.length) {
            keys = new long[capacity];
            stamps = new int[capacity];
            stamp = 0;
        }
        mask = capacity - 1;
        stamp++;
        if (stamp == 0) {
            Arrays.fill(stamps, 0);
            stamp = 1;
        }
    }

    /**
     * Adds a key.
     *
     * @param key any.
     * @return false if it is here already.
     */
    public boolean add(long key) {
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

    private static int capacity(int count) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(2 * count, 2));
    }
}
