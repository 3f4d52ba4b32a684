package io.cairn.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frozen rows are shown once each, as they were, while pushes change them and make the store grow. */
class RowCursorTest {

    private static final int SLOTS = 16;
    private static final int DIMENSION = 3;
    private static final int PUSH_ROWS = 50;

    @RegisterExtension
    private final LeakCheckedMemory memory = new LeakCheckedMemory();

    private final long[] addresses = new long[PUSH_ROWS];

    @Test
    void everyRowIsShownOnceAsItWasHoweverPushesFall() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            String seedText = "seed " + seed;
            try (RowStore store = new RowStore(StoreFixtures.table(DIMENSION, 100), SLOTS, new float[0],
                memory.account())) {
                RowBlock block = new RowBlock(store, new int[0]);
                int keyRange = 1 + random.nextInt(4000);
                for (int i = 0; i < 60; i++) {
                    push(store, block, randomKeys(random, keyRange), 1 + i);
                }
                Map<Long, byte[]> expected = rows(store);
                Map<Long, byte[]> shown = new HashMap<>();
                RowVisitor visitor = (key, row) -> assertNull(shown.put(key, copy(row)), seedText);
                RowCursor frozen = store.freeze(60);
                assertEquals(expected.size(), frozen.rows(), seedText);
                long position = 61;
                while (frozen.show(visitor)) {
                    long[] keys = randomKeys(random, 2 * keyRange);
                    store.acquire(StoreFixtures.keys(keys), 0, keys.length, addresses);
                    frozen.beforeChange(StoreFixtures.keys(keys), 0, keys.length, addresses, visitor);
                    change(block, keys.length, position++);
                }
                assertEquals(expected.keySet(), shown.keySet(), seedText);
                shown.forEach((key, row) -> assertArrayEquals(expected.get(key), row, seedText));
            }
        }
    }

    @Test
    void anEmptyStoreShowsNothing() {
        try (RowStore store = new RowStore(StoreFixtures.table(DIMENSION, 100), SLOTS, new float[0],
            memory.account())) {
            RowCursor frozen = store.freeze(1);
            while (frozen.show((key, row) -> assertNull(row))) {
                assertEquals(0, frozen.rows());
            }
        }
    }

    private void push(RowStore store, RowBlock block, long[] keys, long position) {
        store.acquire(StoreFixtures.keys(keys), 0, keys.length, addresses);
        change(block, keys.length, position);
    }

    private void change(RowBlock block, int count, long position) {
        for (int from = 0; from < count; from += block.capacity()) {
            block.load(addresses, from, Math.min(block.capacity(), count - from));
            for (int i = 0; i < block.rows() * DIMENSION; i++) {
                block.planes()[0][i] += position;
            }
            block.store(position, (int) position);
        }
    }

    private static long[] randomKeys(Random random, int range) {
        return random.longs(PUSH_ROWS, 0, range).distinct().map(key -> key * 31 - 500).toArray();
    }

    private static Map<Long, byte[]> rows(RowStore store) {
        Map<Long, byte[]> rows = new HashMap<>();
        store.forEach((key, row) -> rows.put(key, copy(row)));
        return rows;
    }

    private static byte[] copy(RowFlyweight row) {
        byte[] bytes = new byte[row.rowBytes()];
        MutableDirectBuffer buffer = new UnsafeBuffer(bytes);
        row.copyTo(buffer, 0);
        return bytes;
    }
}
