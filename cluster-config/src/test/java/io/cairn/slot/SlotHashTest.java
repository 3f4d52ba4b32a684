package io.cairn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys of real tables are counters, shifted counters and packed fields. Pearson's statistic of their slots stays near
 * what uniform random slots give: mean m - 1 and variance 2 (m - 1) (n - 1) / n for n keys in m slots.
 */
final class SlotHashTest {

    private static final int KEYS_PER_SLOT = 32;
    private static final int DEVIATIONS_MAX = 5;
    private static final int SLOTS_MIN = 16;
    private static final int SLOTS_MAX = 4096;
    private static final int SLOTS_OF_INDEX_TEST = 64;
    /** Further shifted, the longest progression below would meet its own keys again. */
    private static final int SHIFT_MAX = 41;

    static Stream<Keys> regularKeys() {
        Stream<Keys> counters = LongStream.of(0, -5_000, Long.MIN_VALUE, 1L << 40)
            .mapToObj(start -> new Keys("counter from " + start, start, 1));
        Stream<Keys> shifted = LongStream.rangeClosed(1, SHIFT_MAX)
            .mapToObj(bits -> new Keys("multiples of 2^" + bits, 0, 1L << bits));
        Stream<Keys> strides = LongStream.of(3, 10, 100, 127, 1000, 4095, 4097, 65_537, 1_000_003, 1_000_000_007L)
            .mapToObj(stride -> new Keys("multiples of " + stride, 1, stride));
        return Stream.of(counters, shifted, strides).flatMap(keys -> keys);
    }

    @ParameterizedTest
    @MethodSource("regularKeys")
    void regularKeysSpreadEvenlyOverSlots(Keys keys) {
        for (int slots = SLOTS_MIN; slots <= SLOTS_MAX; slots *= 2) {
            int[] counts = new int[slots];
            long count = (long) slots * KEYS_PER_SLOT;
            for (long i = 0; i < count; i++) {
                counts[SlotHash.slot(keys.at(i), slots)]++;
            }
            assertEven(counts, count, keys + " in " + slots + " slots");
        }
    }

    /** The index of one slot sees only keys of that slot, and places them by the upper half of the hash. */
    @ParameterizedTest
    @MethodSource("regularKeys")
    void regularKeysOfOneSlotSpreadEvenlyOverItsIndex(Keys keys) {
        for (int cells = SLOTS_MIN; cells <= SLOTS_MAX; cells *= 16) {
            int[] counts = new int[cells];
            long wanted = (long) cells * KEYS_PER_SLOT;
            long found = 0;
            for (long i = 0; found < wanted && i < 2 * wanted * SLOTS_OF_INDEX_TEST; i++) {
                if (SlotHash.slot(keys.at(i), SLOTS_OF_INDEX_TEST) == 0) {
                    counts[(int) (SlotHash.mix(keys.at(i)) >>> 32) & (cells - 1)]++;
                    found++;
                }
            }
            assertEquals(wanted, found, keys + " in one slot of " + SLOTS_OF_INDEX_TEST);
            assertEven(counts, found, keys + " of one slot in " + cells + " cells");
        }
    }

    @ParameterizedTest
    @MethodSource("slotCounts")
    void sumsOfTwoPowersOfTwoSpreadEvenlyOverSlots(int slots) {
        int[] counts = new int[slots];
        int count = 0;
        for (int high = 0; high < Long.SIZE; high++) {
            counts[SlotHash.slot(1L << high, slots)]++;
            count++;
            for (int low = 0; low < high; low++) {
                counts[SlotHash.slot((1L << high) + (1L << low), slots)]++;
                count++;
            }
        }
        assertEven(counts, count, "keys with one or two bits set in " + slots + " slots");
    }

    static Stream<Integer> slotCounts() {
        return Stream.iterate(SLOTS_MIN, slots -> slots <= SLOTS_MAX, slots -> slots * 2);
    }

    private static void assertEven(int[] counts, long total, String what) {
        double expected = (double) total / counts.length;
        double statistic = 0;
        for (int count : counts) {
            statistic += (count - expected) * (count - expected) / expected;
        }
        double mean = counts.length - 1;
        double deviation = Math.sqrt(2 * mean * (total - 1) / total);
        double limit = mean + DEVIATIONS_MAX * deviation;
        assertTrue(statistic <= limit, what + ": chi-square of " + total + " keys is " + statistic + ", uniform gives "
            + mean + " with deviation " + deviation + ", limit " + limit);
    }

    /** An arithmetic progression. */
    private record Keys(String name, long start, long stride) {

        long at(long index) {
            return start + index * stride;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
