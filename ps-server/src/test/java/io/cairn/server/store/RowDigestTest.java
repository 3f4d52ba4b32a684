package io.cairn.server.store;

import static io.cairn.server.store.StoreFixtures.keys;
import static io.cairn.server.store.StoreFixtures.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Digests tell sets of rows apart, and not the ways they came together. */
class RowDigestTest {

    private static final int SLOTS = 16;
    private static final int ROWS = 1000;
    private static final float[] STATE = {0.5f, 0.25f, 0.125f};

    @RegisterExtension
    final LeakCheckedMemory memory = new LeakCheckedMemory();

    private long sum;

    @Test
    void equalRowsHaveEqualDigestsWhateverTheOrderTheyCameIn() {
        try (RowStore up = store(LongStream.range(0, ROWS).toArray());
            RowStore down = store(LongStream.iterate(ROWS - 1, key -> key - 1).limit(ROWS).toArray())) {
            for (int slot = 0; slot < SLOTS; slot++) {
                assertEquals(digest(up, slot), digest(down, slot), "slot " + slot);
            }
        }
    }

    @Test
    void eachBitOfARowAndItsKeyCounts() {
        try (RowStore store = store(17)) {
            UnsafeBuffer row = new UnsafeBuffer(new byte[store.rowBytes()]);
            store.forEach((key, flyweight) -> flyweight.copyTo(row, 0));
            long digest = RowDigest.of(17, row, 0, store.rowBytes());
            for (int bit = 0; bit < Byte.SIZE * store.rowBytes(); bit++) {
                flip(row, bit);
                assertNotEquals(digest, RowDigest.of(17, row, 0, store.rowBytes()), "bit " + bit);
                flip(row, bit);
            }
            assertNotEquals(digest, RowDigest.of(18, row, 0, store.rowBytes()));
        }
    }

    private RowStore store(long... keys) {
        RowStore store = new RowStore(table(6, ROWS), SLOTS, STATE, memory.account());
        store.acquire(keys(keys), 0, keys.length, new long[keys.length]);
        return store;
    }

    private long digest(RowStore store, int slot) {
        sum = 0;
        store.forEach(slot, (key, row) -> sum += row.digest(key));
        return sum;
    }

    private static void flip(UnsafeBuffer row, int bit) {
        int at = bit / Byte.SIZE;
        row.putByte(at, (byte) (row.getByte(at) ^ 1 << bit % Byte.SIZE));
    }
}
