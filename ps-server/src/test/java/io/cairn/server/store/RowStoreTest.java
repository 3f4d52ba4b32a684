package io.cairn.server.store;

import static io.cairn.server.store.StoreFixtures.keys;
import static io.cairn.server.store.StoreFixtures.table;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.RowContent;
import java.lang.reflect.Method;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RowStoreTest {

    private static final long SEED = 20261124;
    private static final int SLOTS = 16;
    private static final int DIMENSION = 6;
    private static final float[] NO_STATE = new float[0];

    @RegisterExtension
    final LeakCheckedMemory memory = new LeakCheckedMemory();

    private final long[] addresses = new long[4096];

    @Test
    void aKeyWithoutARowAnswersWithItsInitialWeightsUnderAHeaderOfZeros() {
        TableSpec spec = table(DIMENSION, 1000);
        try (RowStore store = store(spec, NO_STATE)) {
            float[] expected = new float[DIMENSION];
            new RowInitializer(spec).initialize(-7, expected, 0);
            MutableDirectBuffer answer = filled(100, (byte) 0x55);

            store.gather(keys(-7), 0, 1, answer, 4, RowContent.HEADER_AND_WEIGHTS);

            assertEquals(0, answer.getLong(4));
            assertEquals(0, answer.getLong(12));
            assertArrayEquals(expected, floats(answer, 20, DIMENSION));
            assertEquals(0x55, answer.getByte(3), "nothing before the row is written");
            assertEquals(0x55, answer.getByte(4 + 16 + 4 * DIMENSION), "nothing after the row is written");
        }
    }

    @Test
    void readsNeverMakeRows() {
        try (RowStore store = store(table(DIMENSION, 1000), NO_STATE)) {
            long bytes = store.bytes();
            MutableDirectBuffer answer = filled(4096 * 4 * DIMENSION, (byte) 0);
            MutableDirectBuffer keys = randomKeys(4096, new Random(SEED));

            store.gather(keys, 0, 4096, answer, 0, RowContent.WEIGHTS);
            store.locate(keys, 0, 4096, addresses);

            assertEquals(0, store.rows());
            assertEquals(bytes, store.bytes());
            assertArrayEquals(new long[4096], addresses);
        }
    }

    @Test
    void aNewRowHasInitialWeightsAndInitialStateAndAHeaderOfZeros() {
        TableSpec spec = table(DIMENSION, 1000);
        float[] state = {1.5f, -2.5f, 3.5f};
        try (RowStore store = store(spec, state)) {
            store.acquire(keys(0, Long.MIN_VALUE), 0, 2, addresses);

            float[] expected = new float[DIMENSION];
            Set<Long> seen = new HashSet<>();
            store.forEach((key, row) -> {
                seen.add(key);
                new RowInitializer(spec).initialize(key, expected, 0);
                for (int i = 0; i < DIMENSION; i++) {
                    assertEquals(expected[i], row.value(i));
                }
                for (int i = 0; i < state.length; i++) {
                    assertEquals(state[i], row.value(DIMENSION + i));
                }
                assertEquals(0, row.position() + row.pushCount() + row.lastPushSeconds());
            });
            assertEquals(Set.of(0L, Long.MIN_VALUE), seen);
            assertEquals(2, store.rows());
        }
    }

    @Test
    void aRepeatedKeyInOneAcquireGivesOneRow() {
        try (RowStore store = store(table(DIMENSION, 1000), NO_STATE)) {
            store.acquire(keys(5, 5, 5), 0, 3, addresses);

            assertEquals(1, store.rows());
            assertEquals(addresses[0], addresses[2]);
        }
    }

    /** Chronicle closes its maps in a shutdown hook, while the threads of an ending node still answer. */
    @Test
    void rowsStayWhileTheProcessEnds() throws ReflectiveOperationException {
        Method hook = Class.forName("net.openhft.chronicle.hash.impl.ChronicleHashCloseOnExitHook")
            .getDeclaredMethod("closeAll");
        hook.setAccessible(true);
        try (RowStore store = store(table(DIMENSION, 1000), NO_STATE)) {
            store.acquire(keys(1), 0, 1, addresses);

            hook.invoke(null);

            assertTrue(store.remove(1));
        }
    }

    @Test
    void behavesAsAMapOfArraysUnderRandomOperations() {
        for (long seed = SEED; seed < SEED + 5; seed++) {
            try (RowStore store = store(table(DIMENSION, 50), new float[2])) {
                new RandomOperations(store, new Random(seed), "seed " + seed).run(3000);
            }
        }
    }

    @Test
    void rowsKeepTheirAddressWhileTheStoreGrows() {
        try (RowStore store = store(table(DIMENSION, 1), NO_STATE)) {
            store.acquire(keys(1, 2, 3), 0, 3, addresses);
            long[] before = {addresses[0], addresses[1], addresses[2]};
            MutableDirectBuffer keys = randomKeys(4096, new Random(SEED));
            for (int round = 0; round < 10; round++) {
                store.acquire(randomKeys(4096, new Random(SEED + round)), 0, 4096, addresses);
            }
            store.locate(keys(1, 2, 3), 0, 3, addresses);

            assertArrayEquals(before, new long[] {addresses[0], addresses[1], addresses[2]});
            assertTrue(store.rows() > 40_000, "rows: " + store.rows() + " of " + keys.capacity());
        }
    }

    @Test
    void removalFreesPlacesThatLaterRowsTake() {
        try (RowStore store = store(table(DIMENSION, 100), NO_STATE)) {
            MutableDirectBuffer keys = randomKeys(4096, new Random(SEED));
            store.acquire(keys, 0, 4096, addresses);
            long full = store.bytes();
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 4096; i += 1 + round % 3) {
                    assertTrue(store.remove(keys.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN)));
                }
                store.acquire(keys, 0, 4096, addresses);
            }
            assertEquals(4096, store.rows());
            assertEquals(full, store.bytes());
        }
    }

    @Test
    void aRemovedRowAnswersAsIfItHadNeverBeen() {
        try (RowStore store = store(table(DIMENSION, 100), NO_STATE)) {
            MutableDirectBuffer before = filled(4 * DIMENSION, (byte) 0);
            MutableDirectBuffer after = filled(4 * DIMENSION, (byte) 0);
            store.gather(keys(9), 0, 1, before, 0, RowContent.WEIGHTS);
            store.acquire(keys(9), 0, 1, addresses);
            store.restore(9, filled(store.rowBytes(), (byte) 1), 0);

            assertTrue(store.remove(9));
            assertFalse(store.remove(9));
            store.gather(keys(9), 0, 1, after, 0, RowContent.WEIGHTS);
            assertArrayEquals(floats(before, 0, DIMENSION), floats(after, 0, DIMENSION));
        }
    }

    @Test
    void rowsTravelFromStoreToStoreByteForByte() {
        TableSpec spec = table(DIMENSION, 100);
        try (RowStore from = store(spec, new float[3]); RowStore to = store(spec, new float[3])) {
            UnsafeBuffer row = new UnsafeBuffer(new byte[from.rowBytes()]);
            Random random = new Random(SEED);
            for (int key = 0; key < 300; key++) {
                random.nextBytes(row.byteArray());
                from.restore(key, row, 0);
            }
            from.forEach((key, flyweight) -> {
                flyweight.copyTo(row, 0);
                to.restore(key, row, 0);
            });
            Map<Long, String> expected = contents(from);
            assertEquals(300, expected.size());
            assertEquals(expected, contents(to));
        }
    }

    @Test
    void tenMillionRowsFitATableThatExpectedAThousand() {
        int count = 10_000_000;
        int batch = 4000;
        try (RowStore store = new RowStore(table(4, 1000), 64, NO_STATE, memory.account())) {
            UnsafeBuffer keys = new UnsafeBuffer(new byte[batch * Long.BYTES]);
            for (long first = 0; first < count; first += batch) {
                for (int i = 0; i < batch; i++) {
                    keys.putLong(i * Long.BYTES, first + i);
                }
                store.acquire(keys, 0, batch, addresses);
            }
            assertEquals(count, store.rows());
            for (long key = 0; key < count; key += 9973) {
                store.locate(keys(key), 0, 1, addresses);
                assertTrue(addresses[0] != 0, "row of key " + key);
            }
            assertTrue(store.bytes() < 120L * count, store.bytes() + " bytes for rows of 32");
        }
    }

    @Test
    void batchesThatReachPastTheirBufferAreRefused() {
        try (RowStore store = store(table(DIMENSION, 100), NO_STATE)) {
            UnsafeBuffer keys = new UnsafeBuffer(new byte[16]);
            UnsafeBuffer answer = new UnsafeBuffer(new byte[4 * DIMENSION * 2 - 1]);
            assertThrows(IndexOutOfBoundsException.class, () -> store.locate(keys, 0, 3, addresses));
            assertThrows(IndexOutOfBoundsException.class,
                () -> store.gather(keys, 0, 2, answer, 0, RowContent.WEIGHTS));
        }
    }

    @Test
    void aClosedStoreSaysSoInsteadOfReadingMemoryThatIsGone() {
        RowStore store = store(table(DIMENSION, 100), NO_STATE);
        store.acquire(keys(1), 0, 1, addresses);
        store.close();
        store.close();

        StoreClosedException failure = assertThrows(StoreClosedException.class,
            () -> store.locate(keys(1), 0, 1, addresses));
        assertTrue(failure.getMessage().contains("items"), failure.getMessage());
        assertThrows(StoreClosedException.class, () -> store.remove(1));
        assertThrows(StoreClosedException.class, () -> store.forEach((key, row) -> { }));
        assertThrows(StoreClosedException.class,
            () -> store.gather(keys(1), 0, 1, filled(64, (byte) 0), 0, RowContent.WEIGHTS));
    }

    @Test
    void memoryIsCountedByTag() {
        try (RowStore store = store(table(DIMENSION, 100), NO_STATE)) {
            store.acquire(randomKeys(1000, new Random(SEED)), 0, 1000, addresses);
            long rows = memory.account().bytes(MemoryTag.ROWS);
            long index = memory.account().bytes(MemoryTag.INDEX);
            assertTrue(rows > 1000L * store.rowBytes(), "rows take " + rows);
            assertTrue(index > 1000L * 16, "index takes " + index);
            assertTrue(Math.abs(store.bytes() - rows - index) <= 64, store.bytes() + " of " + (rows + index));
        }
    }

    private RowStore store(TableSpec spec, float[] initialState) {
        return new RowStore(spec, SLOTS, initialState, memory.account());
    }

    private static Map<Long, String> contents(RowStore store) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[store.rowBytes()]);
        Map<Long, String> contents = new HashMap<>();
        store.forEach((key, row) -> {
            row.copyTo(bytes, 0);
            contents.put(key, HexFormat.of().formatHex(bytes.byteArray()));
        });
        return contents;
    }

    private static MutableDirectBuffer filled(int bytes, byte value) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[bytes]);
        buffer.setMemory(0, bytes, value);
        return buffer;
    }

    private static MutableDirectBuffer randomKeys(int count, Random random) {
        return keys(random.longs(count).toArray());
    }

    private static float[] floats(MutableDirectBuffer buffer, int offset, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = buffer.getFloat(offset + i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
        return values;
    }
}
