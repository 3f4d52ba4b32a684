package io.cairn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlotMapTest {

    private static final long SEED = 11;

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 3", "16, 16", "64, 5", "4096, 7", "65536, 1000"})
    void evenMapGivesEachShardOneRunOfSlotsThatDifferByOneAtMost(int slotCount, int shardCount) {
        SlotMap map = SlotMap.even(slotCount, shardCount);
        int[] sizes = new int[shardCount];
        for (int slot = 0; slot < slotCount; slot++) {
            sizes[map.owner(slot)]++;
            assertTrue(slot == 0 || map.owner(slot) - map.owner(slot - 1) <= 1, "owners rise by one at slot " + slot);
            assertTrue(slot == 0 || map.owner(slot) >= map.owner(slot - 1), "owners never fall, slot " + slot);
        }
        for (int size : sizes) {
            assertTrue(size == slotCount / shardCount || size == (slotCount + shardCount - 1) / shardCount,
                size + " slots of " + slotCount + " for one of " + shardCount + " shards");
        }
        assertEquals(1, map.version());
        assertEquals(slotCount, map.slotCount());
    }

    @Test
    void shardOfAKeyOwnsTheSlotOfTheKey() {
        int[] owners = {3, 1, 0, 2, 2, 2, 1, 0, 0, 3, 3, 1, 1, 2, 0, 3};
        SlotMap map = new SlotMap(9, owners);
        new SplittableRandom(SEED).longs(1000).forEach(key ->
            assertEquals(owners[SlotHash.slot(key, owners.length)], map.shard(key), "key " + key + ", seed " + SEED));
    }

    @Test
    void mapKeepsACopyOfItsOwners() {
        int[] owners = {0, 1};
        SlotMap map = new SlotMap(1, owners);
        owners[0] = 5;
        assertEquals(0, map.owner(0));
        assertEquals(new SlotMap(1, new int[] {0, 1}), map);
    }

    @Test
    void versionZeroAndUnevenSlotCountsAreRefused() {
        assertRefused(0, 16);
        assertRefused(1, 0);
        assertRefused(1, 24);
    }

    private static void assertRefused(int version, int slotCount) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> new SlotMap(version, new int[slotCount]));
        assertTrue(refused.getMessage().contains("version " + version + " and " + slotCount + " slots"),
            refused.getMessage());
    }
}
