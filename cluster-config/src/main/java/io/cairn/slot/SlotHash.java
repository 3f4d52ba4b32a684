package io.cairn.slot;

/**
 * Maps a key to its slot. The mixer is the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; constants of
 * David Stafford's variant 13): a bijection of 64-bit integers in which each input bit flips each output bit with a
 * probability close to one half, so sequential, strided and power-of-two keys spread evenly.
 *
 * <p>The low bits of the mix choose the slot; the index inside a slot uses the high bits, so both stay independent.
 */
public final class SlotHash {

    private SlotHash() {
    }

    /**
     * Mixes a key.
     *
     * @param key any 64-bit value, 0 and negatives included.
     * @return the mixed value; distinct keys give distinct values.
     */
    public static long mix(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * The slot of a key.
     *
     * @param key       any 64-bit value.
     * @param slotCount number of slots of the cluster, a power of two.
     * @return a slot from 0 up to and excluding {@code slotCount}.
     */
    public static int slot(long key, int slotCount) {
        return (int) mix(key) & (slotCount - 1);
    }
}
