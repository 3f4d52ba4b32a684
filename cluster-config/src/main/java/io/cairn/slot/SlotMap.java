package io.cairn.slot;

import java.util.Arrays;

/**
 * Which shard owns which slot, at one version. Immutable; a change of owner makes a new map with a higher version.
 */
public final class SlotMap {

    private final int version;
    private final int[] owners;

    /**
     * A map as given.
     *
     * @param version 1 or above; rises with each change.
     * @param owners  shard id per slot; the length is a power of two.
     */
    public SlotMap(int version, int[] owners) {
        if (version < 1 || Integer.bitCount(owners.length) != 1) {
            throw new IllegalArgumentException("a slot map needs a version from 1 and a power of two of slots, got "
                + "version " + version + " and " + owners.length + " slots");
        }
        this.version = version;
        this.owners = owners.clone();
    }

    /**
     * The map a cluster begins with: neighbouring slots in equal runs, shard after shard.
     *
     * @param slotCount  number of slots, a power of two.
     * @param shardCount number of shards, 1 to {@code slotCount}.
     * @return version 1.
     */
    public static SlotMap even(int slotCount, int shardCount) {
        int[] owners = new int[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            owners[slot] = (int) ((long) slot * shardCount / slotCount);
        }
        return new SlotMap(1, owners);
    }

    /**
     * The map's version.
     *
     * @return 1 or above.
     */
    public int version() {
        return version;
    }

    /**
     * Number of slots.
     *
     * @return a power of two.
     */
    public int slotCount() {
        return owners.length;
    }

    /**
     * The owner of a slot.
     *
     * @param slot from 0 up to and excluding {@link #slotCount()}.
     * @return the shard's id.
     */
    public int owner(int slot) {
        return owners[slot];
    }

    /**
     * The shard that has a key's row.
     *
     * @param key any 64-bit value.
     * @return the shard's id.
     */
    public int shard(long key) {
        return owners[SlotHash.slot(key, owners.length)];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotMap map && map.version == version && Arrays.equals(map.owners, owners);
    }

    @Override
    public int hashCode() {
        return 31 * version + Arrays.hashCode(owners);
    }

    @Override
    public String toString() {
        return "SlotMap{version=" + version + ", slots=" + owners.length + "}";
    }
}
