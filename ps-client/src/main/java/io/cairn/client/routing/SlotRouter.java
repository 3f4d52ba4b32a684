package io.cairn.client.routing;

import io.cairn.slot.SlotMap;
import java.util.Arrays;

/**
 * Splits a batch's keys by the shard that owns them: a counting sort, stable, in two passes over the keys. Owners are
 * remembered between the passes so that each key is hashed once.
 */
public final class SlotRouter {

    private final SlotMap slotMap;
    private final int shardCount;
    private int[] owners = new int[0];

    /**
     * A router for one version of the slot map.
     *
     * @param slotMap    who owns which slot.
     * @param shardCount number of shards, ids from 0.
     */
    public SlotRouter(SlotMap slotMap, int shardCount) {
        this.slotMap = slotMap;
        this.shardCount = shardCount;
        for (int slot = 0; slot < slotMap.slotCount(); slot++) {
            if (slotMap.owner(slot) < 0 || slotMap.owner(slot) >= shardCount) {
                throw new IllegalArgumentException("slot " + slot + " belongs to shard " + slotMap.owner(slot)
                    + ", known shards are 0 to " + (shardCount - 1));
            }
        }
    }

    /**
     * Version of the slot map, as each request carries it.
     *
     * @return 1 or above.
     */
    public int version() {
        return slotMap.version();
    }

    /**
     * Splits keys by shard.
     *
     * @param keys   any 64-bit values, repeats allowed.
     * @param count  how many of them, from the first.
     * @param routed receives the places.
     */
    public void split(long[] keys, int count, RoutedKeys routed) {
        if (shardCount == 1) {
            routed.identity(count);
            return;
        }
        if (owners.length < count) {
            owners = new int[count];
        }
        int[] ends = routed.ends(shardCount);
        Arrays.fill(ends, 0);
        for (int i = 0; i < count; i++) {
            int owner = slotMap.shard(keys[i]);
            owners[i] = owner;
            ends[owner]++;
        }
        int start = 0;
        for (int shard = 0; shard < shardCount; shard++) {
            int size = ends[shard];
            ends[shard] = start;
            start += size;
        }
        int[] places = routed.places(count);
        for (int i = 0; i < count; i++) {
            places[ends[owners[i]]++] = i;
        }
    }
}
