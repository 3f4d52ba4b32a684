package io.cairn.server.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.OptimizerSpec;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer owes: its source's formula, row by row, whatever the blocks. */
class OptimizerTest {

    private static final long SEED = 20_261_125;
    private static final int ROWS = 9;
    private static final int PUSHES = 600;
    /** Of the way a weight has gone: some hundred roundings of 2^-24 each, and hyper-parameters rounded to float. */
    private static final double TOLERANCE = 1e-5;

    static Stream<Arguments> everyOptimizerAndDimension() {
        return OptimizerCase.all().flatMap(
            optimizer -> Stream.of(1, 7, 64).map(dimension -> Arguments.of(optimizer, dimension)));
    }

    @ParameterizedTest(name = "{0}, dimension {1}")
    @MethodSource("everyOptimizerAndDimension")
    void weightsFollowTheFormulaOfTheirOwnPushes(OptimizerCase optimizer, int dimension) {
        RandomPushes pushes = new RandomPushes(SEED, ROWS, dimension);
        float[][] initial = pushes.initialWeights();
        ArrayRows rows = new ArrayRows(Optimizers.of(optimizer.spec(), dimension), initial);
        WeightHistory[][] histories = histories(initial);
        for (int push = 0; push < PUSHES; push++) {
            int[] chosen = pushes.nextRows();
            float[] gradients = pushes.nextGradients(chosen.length);
            rows.push(chosen, gradients);
            for (int i = 0; i < chosen.length; i++) {
                float[] gradient = Arrays.copyOfRange(gradients, i * dimension, (i + 1) * dimension);
                remember(histories[chosen[i]], gradient, optimizer);
                assertNear(histories[chosen[i]], rows.row(chosen[i]), "row " + chosen[i] + ", seed " + SEED);
            }
        }
    }

    private static WeightHistory[][] histories(float[][] initial) {
        return Arrays.stream(initial).map(row -> {
            WeightHistory[] histories = new WeightHistory[row.length];
            for (int i = 0; i < row.length; i++) {
                histories[i] = new WeightHistory(row[i], PUSHES);
            }
            return histories;
        }).toArray(WeightHistory[][]::new);
    }

    private static void remember(WeightHistory[] row, float[] gradient, OptimizerCase optimizer) {
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        for (int i = 0; i < row.length; i++) {
            row[i].push(gradient[i], squares / row.length, optimizer.formula());
        }
    }

    private static void assertNear(WeightHistory[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            WeightHistory weight = expected[i];
            double error = Math.abs(weight.weight() - actual[i]);
            assertTrue(error <= TOLERANCE * weight.path(), "weight " + i + " of " + what + " is " + actual[i]
                + " after push " + weight.pushes() + ", by the formula " + weight.weight());
        }
    }

    @ParameterizedTest(name = "{0}, dimension {1}")
    @MethodSource("everyOptimizerAndDimension")
    void blocksOfAnySizeGiveTheSameBits(OptimizerCase optimizer, int dimension) {
        int count = 40;
        float[][] initial = new RandomPushes(SEED, count, dimension).initialWeights();
        for (int size : new int[] {2, 3, 8, 33, count}) {
            ArrayRows blocks = new ArrayRows(Optimizers.of(optimizer.spec(), dimension), initial);
            ArrayRows single = new ArrayRows(Optimizers.of(optimizer.spec(), dimension), initial);
            RandomPushes pushes = new RandomPushes(SEED + size, count, dimension);
            for (int push = 0; push < 30; push++) {
                int[] chosen = pushes.nextRows();
                float[] gradients = pushes.nextGradients(chosen.length);
                pushInBlocks(single, chosen, gradients, 1);
                pushInBlocks(blocks, chosen, gradients, size);
            }
            for (int row = 0; row < count; row++) {
                assertArrayEquals(single.row(row), blocks.row(row),
                    "row " + row + " in blocks of " + size + ", seed " + (SEED + size));
            }
        }
    }

    private static void pushInBlocks(ArrayRows rows, int[] chosen, float[] gradients, int size) {
        int dimension = gradients.length / chosen.length;
        for (int from = 0; from < chosen.length; from += size) {
            int to = Math.min(chosen.length, from + size);
            rows.push(Arrays.copyOfRange(chosen, from, to),
                Arrays.copyOfRange(gradients, from * dimension, to * dimension));
        }
    }

    /** Replicas of one shard may run on different machines, and logs outlive releases. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"sgd, f6d99688", "momentum sgd, 3dd044b7", "adagrad, 392cc3ef", "row-wise adagrad, 185c13d7",
        "adam, 646629e9", "adamw, e9bbf0cf", "row-wise adamw, c4021164", "ftrl, c82aad62"})
    void bitsAreTheSameOnEveryMachineAndInEveryRelease(String name, String crc) {
        int dimension = 7;
        OptimizerCase optimizer =
            OptimizerCase.all().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        RandomPushes pushes = new RandomPushes(SEED, ROWS, dimension);
        ArrayRows rows = new ArrayRows(Optimizers.of(optimizer.spec(), dimension), pushes.initialWeights());
        for (int push = 0; push < PUSHES; push++) {
            int[] chosen = pushes.nextRows();
            rows.push(chosen, pushes.nextGradients(chosen.length));
        }
        CRC32 found = new CRC32();
        UnsafeBuffer value = new UnsafeBuffer(new byte[Float.BYTES]);
        for (int row = 0; row < ROWS; row++) {
            for (float number : rows.row(row)) {
                value.putInt(0, Float.floatToRawIntBits(number));
                found.update(value.byteArray());
            }
        }
        assertEquals(crc, Long.toHexString(found.getValue()), "seed " + SEED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.cairn.server.optimizer.OptimizerCase#all")
    void rowsBehindTheBlockStayAsTheyAre(OptimizerCase optimizer) {
        int dimension = 7;
        Optimizer real = Optimizers.of(optimizer.spec(), dimension);
        float[][] planes = new float[real.stateWidths().length + 1][2 * dimension];
        for (float[] plane : planes) {
            Arrays.fill(plane, 3);
        }
        float[] ones = new float[2 * dimension];
        Arrays.fill(ones, 1);
        real.apply(1, planes, ones, new int[] {1, 1});
        for (float[] plane : planes) {
            for (int i = dimension; i < plane.length; i++) {
                assertEquals(3, plane[i]);
            }
        }
    }

    static Stream<OptimizerSpec> withoutEpsilon() {
        return Stream.of(
            new OptimizerSpec.Adagrad(0.1, 0, 0),
            new OptimizerSpec.RowWiseAdagrad(0.1, 0, 0),
            new OptimizerSpec.Adam(0.1, 0, 0, 0),
            new OptimizerSpec.AdamW(0.1, 0.9, 0.999, 0, 0),
            new OptimizerSpec.RowWiseAdamW(0.1, 0.9, 0.999, 0, 0),
            new OptimizerSpec.Ftrl(0.1, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("withoutEpsilon")
    void aGradientOfZeroOnANewRowMovesNothingEvenWithoutEpsilon(OptimizerSpec spec) {
        int dimension = 3;
        ArrayRows rows = new ArrayRows(Optimizers.of(spec, dimension), new float[1][dimension]);
        rows.push(new int[] {0}, new float[dimension]);
        for (int i = 0; i < dimension; i++) {
            assertEquals(0.0, rows.row(0)[i], 0.0, spec + " gave " + rows.row(0)[i]);
        }
    }
}
