package io.cairn.server.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.server.optimizer.ArrayRows;
import io.cairn.server.optimizer.Optimizer;
import io.cairn.server.optimizer.OptimizerCase;
import io.cairn.server.optimizer.Optimizers;
import io.cairn.server.optimizer.RandomPushes;
import io.cairn.server.store.LeakCheckedMemory;
import io.cairn.server.store.RowStore;
import io.cairn.server.store.StoreFixtures;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A push to a store changes its rows in place to what the optimizer makes of the same rows in arrays. */
class PushApplierTest {

    private static final long SEED = 20_261_125;
    private static final int SLOTS = 16;
    private static final int PUSHES = 60;
    private static final long KEY_STRIDE = 0x10_0000_0001L;
    /** More than keys are looked up at a time, and far more than rows fit a block. */
    private static final int MANY_ROWS = 1300;

    @RegisterExtension
    final LeakCheckedMemory memory = new LeakCheckedMemory();

    static Stream<Arguments> everyOptimizerAndDimension() {
        return OptimizerCase.all().flatMap(
            optimizer -> Stream.of(1, 7, 64).map(dimension -> Arguments.of(optimizer, dimension)));
    }

    @ParameterizedTest(name = "{0}, dimension {1}")
    @MethodSource("everyOptimizerAndDimension")
    void rowsOfAStoreBecomeWhatRowsInArraysBecome(OptimizerCase optimizer, int dimension) {
        int rowCount = 40;
        TableSpec spec = StoreFixtures.table(dimension, rowCount, optimizer.spec());
        RandomPushes pushes = new RandomPushes(SEED, rowCount, dimension);
        Optimizer real = Optimizers.of(spec.optimizer(), dimension);
        ArrayRows arrays = new ArrayRows(real, initialWeights(spec, rowCount));
        try (RowStore store = new RowStore(spec, SLOTS, real.initialState(), memory.account())) {
            PushApplier applier = new PushApplier(store, real);
            for (int push = 1; push <= PUSHES; push++) {
                int[] rows = pushes.nextRows();
                float[] gradients = pushes.nextGradients(rows.length);
                apply(applier.at(push, 0), rows, gradients);
                arrays.push(rows, gradients);
            }
            assertSame(arrays, store);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.cairn.server.optimizer.OptimizerCase#all")
    void aPushOfManyRowsIsOnePushOfEach(OptimizerCase optimizer) {
        int dimension = 9;
        TableSpec spec = StoreFixtures.table(dimension, 10, optimizer.spec());
        Optimizer real = Optimizers.of(spec.optimizer(), dimension);
        ArrayRows arrays = new ArrayRows(real, initialWeights(spec, MANY_ROWS));
        int[] all = IntStream.range(0, MANY_ROWS).toArray();
        float[] gradients = new RandomPushes(SEED, MANY_ROWS, dimension).nextGradients(MANY_ROWS);
        try (RowStore store = new RowStore(spec, SLOTS, real.initialState(), memory.account())) {
            PushApplier applier = new PushApplier(store, real);
            for (int push = 1; push <= 3; push++) {
                apply(applier.at(push, 0), all, gradients);
                arrays.push(all, gradients);
            }
            assertEquals(MANY_ROWS, store.rows());
            assertSame(arrays, store);
        }
    }

    @Test
    void aRowTellsItsLastPushAndHowManyThereWere() {
        TableSpec spec = StoreFixtures.table(2, 10, new OptimizerSpec.Sgd(1, 0));
        Optimizer real = Optimizers.of(spec.optimizer(), 2);
        try (RowStore store = new RowStore(spec, SLOTS, real.initialState(), memory.account())) {
            PushApplier applier = new PushApplier(store, real);
            apply(applier.at(1000, 50), new int[] {0, 1}, new float[4]);
            apply(applier.at(2000, -1), new int[] {1}, new float[2]);
            store.forEach((key, row) -> {
                boolean second = key == key(1);
                assertEquals(second ? 2000 : 1000, row.position());
                assertEquals(second ? 2 : 1, row.pushCount());
                assertEquals(second ? 0xffff_ffffL : 50, row.lastPushSeconds());
            });
        }
    }

    @Test
    void aPushThatReachesPastItsBufferChangesNothing() {
        TableSpec spec = StoreFixtures.table(2, 10, new OptimizerSpec.Sgd(1, 0));
        Optimizer real = Optimizers.of(spec.optimizer(), 2);
        try (RowStore store = new RowStore(spec, SLOTS, real.initialState(), memory.account())) {
            PushApplier applier = new PushApplier(store, real).at(1, 1);
            UnsafeBuffer keys = new UnsafeBuffer(new byte[2 * Long.BYTES]);
            UnsafeBuffer tooShort = new UnsafeBuffer(new byte[2 * spec.weightBytes() - 1]);
            assertThrows(IndexOutOfBoundsException.class, () -> applier.apply(keys, 0, 2, tooShort, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> applier.apply(keys, 8, 2, tooShort, 0));
            assertEquals(0, store.rows());
        }
    }

    private static void apply(PushApplier applier, int[] rows, float[] gradients) {
        MutableDirectBuffer keys = StoreFixtures.keys(Arrays.stream(rows).mapToLong(PushApplierTest::key).toArray());
        UnsafeBuffer values = new UnsafeBuffer(new byte[gradients.length * Float.BYTES]);
        for (int i = 0; i < gradients.length; i++) {
            values.putFloat(i * Float.BYTES, gradients[i], ByteOrder.LITTLE_ENDIAN);
        }
        applier.apply(keys, 0, rows.length, values, 0);
    }

    /** Keys on both sides of 0, 0 among them. */
    private static long key(int row) {
        return (row - 3) * KEY_STRIDE;
    }

    private static float[][] initialWeights(TableSpec spec, int rowCount) {
        float[][] weights = new float[rowCount][spec.dimension()];
        for (int row = 0; row < rowCount; row++) {
            new RowInitializer(spec).initialize(key(row), weights[row], 0);
        }
        return weights;
    }

    /** Each row of the store, weights and state, has the bits of its array, and only pushed rows are there. */
    private static void assertSame(ArrayRows expected, RowStore store) {
        Set<Integer> seen = new HashSet<>();
        store.forEach((key, stored) -> {
            int row = (int) (key / KEY_STRIDE) + 3;
            float[] values = new float[expected.row(row).length];
            for (int i = 0; i < values.length; i++) {
                values[i] = stored.value(i);
            }
            assertArrayEquals(expected.row(row), values, "row " + row + ", seed " + SEED);
            assertEquals(expected.pushes(row), stored.pushCount(), "pushes of row " + row + ", seed " + SEED);
            seen.add(row);
        });
        assertEquals(expected.pushedRows(), seen, "seed " + SEED);
    }
}
