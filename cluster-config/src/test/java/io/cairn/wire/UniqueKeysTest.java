package io.cairn.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UniqueKeysTest {

    private static final long SEED = 20_240_601;
    private static final int COUNT_MAX = 500;
    private static final int ROUNDS = 400;
    private static final int OFFSET = 8;

    @Test
    void theFirstRepeatedKeyIsFoundWhereASetFindsIt() {
        SplittableRandom random = new SplittableRandom(SEED);
        UniqueKeys keys = new UniqueKeys(COUNT_MAX);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + KeyBlock.bytes(COUNT_MAX)]);
        for (int round = 0; round < ROUNDS; round++) {
            int count = random.nextInt(COUNT_MAX + 1);
            long range = random.nextBoolean() ? 50_000 : Long.MAX_VALUE;
            Set<Long> seen = new HashSet<>();
            int expected = UniqueKeys.NONE;
            for (int i = 0; i < count; i++) {
                long key = random.nextLong(-range, range);
                KeyBlock.key(buffer, OFFSET, i, key);
                if (!seen.add(key) && expected == UniqueKeys.NONE) {
                    expected = i;
                }
            }
            assertEquals(expected, keys.firstDuplicate(buffer, OFFSET, count), "seed " + SEED + ", round " + round);
        }
    }

    @Test
    void zeroIsAKeyLikeAnyOther() {
        UniqueKeys keys = new UniqueKeys(COUNT_MAX);
        UnsafeBuffer zeros = new UnsafeBuffer(new byte[KeyBlock.bytes(2)]);
        assertEquals(UniqueKeys.NONE, keys.firstDuplicate(zeros, 0, 1));
        assertEquals(1, keys.firstDuplicate(zeros, 0, 2));
    }

    @Test
    void aSetGrowsToTheKeysAnnounced() {
        UniqueKeys keys = new UniqueKeys(0);
        keys.begin(COUNT_MAX);
        for (long key = 0; key < COUNT_MAX; key++) {
            assertTrue(keys.add(key));
        }
        assertFalse(keys.add(COUNT_MAX - 1));
        keys.begin(1);
        assertTrue(keys.add(COUNT_MAX - 1));
    }

    @Test
    void asManyKeysAsAnnouncedFit() {
        UniqueKeys keys = new UniqueKeys(1);
        UnsafeBuffer key = new UnsafeBuffer(new byte[KeyBlock.bytes(1)]);
        assertEquals(UniqueKeys.NONE, keys.firstDuplicate(key, 0, 1));
        assertEquals(UniqueKeys.NONE, keys.firstDuplicate(key, 0, 1));
    }
}
