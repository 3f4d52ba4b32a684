package io.cairn.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.table.RowInitializer;
import io.cairn.wire.codecs.RowContent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Does the same random things to a store and to a map of arrays, and compares them at each step. */
final class RandomOperations {

    private static final int KEYS = 500;
    private static final int BATCH_MAX = 300;

    private final RowStore store;
    private final Random random;
    private final String seedText;
    private final Map<Long, byte[]> oracle = new HashMap<>();
    private final RowInitializer initializer;
    private final long[] addresses = new long[BATCH_MAX];

    RandomOperations(RowStore store, Random random, String seedText) {
        this.store = store;
        this.random = random;
        this.seedText = seedText;
        initializer = new RowInitializer(store.spec());
    }

    void run(int operations) {
        for (int i = 0; i < operations; i++) {
            switch (random.nextInt(4)) {
                case 0 -> acquireSome();
                case 1 -> restoreOne();
                case 2 -> removeSome();
                default -> compareAnswers();
            }
            assertEquals(oracle.size(), store.rows(), seedText);
        }
        Map<Long, byte[]> seen = new HashMap<>();
        store.forEach((key, row) -> {
            byte[] bytes = new byte[store.rowBytes()];
            row.copyTo(new UnsafeBuffer(bytes), 0);
            seen.put(key, bytes);
        });
        assertEquals(oracle.keySet(), seen.keySet(), seedText);
        seen.forEach((key, bytes) -> assertArrayEquals(oracle.get(key), bytes, seedText));
    }

    private void acquireSome() {
        long[] keys = randomKeys();
        store.acquire(StoreFixtures.keys(keys), 0, keys.length, addresses);
        for (long key : keys) {
            oracle.computeIfAbsent(key, this::newRow);
        }
    }

    private void restoreOne() {
        byte[] row = new byte[store.rowBytes()];
        random.nextBytes(row);
        long key = randomKey();
        store.restore(key, new UnsafeBuffer(row), 0);
        oracle.put(key, row);
    }

    private void removeSome() {
        for (long key : randomKeys()) {
            assertEquals(oracle.remove(key) != null, store.remove(key), seedText);
        }
    }

    private void compareAnswers() {
        long[] keys = randomKeys();
        RowContent content = random.nextBoolean() ? RowContent.WEIGHTS : RowContent.HEADER_AND_WEIGHTS;
        int length = store.contentBytes(content);
        MutableDirectBuffer answer = random.nextBoolean()
            ? new UnsafeBuffer(new byte[keys.length * length])
            : new UnsafeBuffer(ByteBuffer.allocateDirect(keys.length * length));
        store.gather(StoreFixtures.keys(keys), 0, keys.length, answer, 0, content);
        for (int i = 0; i < keys.length; i++) {
            byte[] expected = oracle.containsKey(keys[i]) ? oracle.get(keys[i]) : newRow(keys[i]);
            byte[] actual = new byte[length];
            answer.getBytes(i * length, actual);
            int skipped = content == RowContent.WEIGHTS ? RowDescriptor.WEIGHTS_OFFSET : 0;
            assertArrayEquals(Arrays.copyOfRange(expected, skipped, skipped + length), actual, seedText);
        }
    }

    private byte[] newRow(long key) {
        float[] weights = new float[store.spec().dimension()];
        initializer.initialize(key, weights, 0);
        UnsafeBuffer row = new UnsafeBuffer(new byte[store.rowBytes()]);
        for (int i = 0; i < weights.length; i++) {
            row.putFloat(RowDescriptor.WEIGHTS_OFFSET + i * Float.BYTES, weights[i]);
        }
        return row.byteArray();
    }

    private long[] randomKeys() {
        return random.longs(random.nextInt(BATCH_MAX)).map(ignored -> randomKey()).toArray();
    }

    private long randomKey() {
        long key = random.nextLong(KEYS) - KEYS / 2;
        return random.nextBoolean() ? key : key << 40;
    }
}
