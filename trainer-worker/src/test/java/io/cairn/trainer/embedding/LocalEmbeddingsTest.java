package io.cairn.trainer.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEmbeddingsTest {

    private static final long SEED = 99;
    private static final int DIMENSION = 6;
    private static final OptimizerSpec.AdamW ADAM_W = new OptimizerSpec.AdamW(1e-2, 0.9, 0.98, 1e-8, 0.1);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final LocalEmbeddings table = table();

    private static LocalEmbeddings table() {
        return new LocalEmbeddings(new TableSpec("items", DIMENSION, DType.FLOAT32,
            new InitializerSpec.TruncatedNormal(0, 0.02), ADAM_W, SEED, 100));
    }

    @Test
    void rowsBeginWithinTwoDeviations() {
        float[] rows = pull(table, LongStream.range(-5000, 5000).toArray());
        double squares = 0;
        for (float value : rows) {
            assertTrue(Math.abs(value) <= 0.04, "value " + value + ", seed " + SEED);
            squares += (double) value * value;
        }
        // A standard normal law cut at 2 has variance 0.774.
        assertEquals(0.02 * Math.sqrt(0.774), Math.sqrt(squares / rows.length), 2e-4, "seed " + SEED);
    }

    @Test
    void aPullLeavesNoTrace() {
        float[] first = pull(table, 1, 2, 3);
        assertArrayEquals(first, pull(table, 1, 2, 3));
        assertArrayEquals(first, pull(table(), 1, 2, 3), "and any table with the same seed agrees");
    }

    @Test
    void aPushMovesOnlyItsRowsAndCountsStepsByRow() {
        float[] before = pull(table, 1, 2);
        double[][] expected = {widened(before, 0), widened(before, 1)};
        double[][] moments = new double[4][DIMENSION];
        int[] steps = new int[2];
        for (int round = 0; round < 20; round++) {
            long[] keys = round % 3 == 0 ? new long[] {2, 1} : new long[] {2};
            float[] gradients = gradients(keys.length);
            push(table, keys, gradients);
            for (int i = 0; i < keys.length; i++) {
                int row = (int) keys[i] - 1;
                step(expected[row], moments[row], moments[row + 2], gradients, i * DIMENSION, ++steps[row]);
            }
        }
        float[] after = pull(table, 1, 2);
        for (int i = 0; i < 2 * DIMENSION; i++) {
            assertEquals(expected[i / DIMENSION][i % DIMENSION], after[i], 1e-6, "weight " + i + ", seed " + SEED);
        }
    }

    @Test
    void thousandsOfRowsKeepTheirWeightsWhileTheTableGrows() {
        long[] keys = random.longs(5000).distinct().toArray();
        float[] before = pull(table, keys);
        for (long key : keys) {
            push(table, new long[] {key}, new float[DIMENSION]);
        }
        float[] after = pull(table, keys);
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] * (1 - 1e-2 * 0.1), after[i], 1e-8, "only decayed, seed " + SEED);
        }
    }

    @Test
    void aRestoredTableGoesOnAsTheSavedOne(@TempDir Path directory) throws IOException {
        long[] keys = random.longs(3000).distinct().toArray();
        push(table, keys, gradients(keys.length));
        table.save(directory);
        LocalEmbeddings other = table();
        other.restore(directory);
        float[] gradients = gradients(keys.length);
        push(table, keys, gradients);
        push(other, keys, gradients);
        assertArrayEquals(pull(table, keys), pull(other, keys), "seed " + SEED);
    }

    @Test
    void anotherOptimizerIsRefused() {
        TableSpec spec = new TableSpec("items", DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(0.1, 0), SEED, 100);
        assertThrows(IllegalArgumentException.class, () -> new LocalEmbeddings(spec));
    }

    /** AdamW in double precision, as its paper has it. */
    private static void step(double[] weights, double[] first, double[] second, float[] gradients, int from, int t) {
        for (int i = 0; i < DIMENSION; i++) {
            double gradient = gradients[from + i];
            weights[i] -= ADAM_W.learningRate() * ADAM_W.weightDecay() * weights[i];
            first[i] = ADAM_W.beta1() * first[i] + (1 - ADAM_W.beta1()) * gradient;
            second[i] = ADAM_W.beta2() * second[i] + (1 - ADAM_W.beta2()) * gradient * gradient;
            weights[i] -= ADAM_W.learningRate() * first[i] / (1 - Math.pow(ADAM_W.beta1(), t))
                / (Math.sqrt(second[i] / (1 - Math.pow(ADAM_W.beta2(), t))) + ADAM_W.epsilon());
        }
    }

    private static double[] widened(float[] rows, int row) {
        double[] wide = new double[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            wide[i] = rows[row * DIMENSION + i];
        }
        return wide;
    }

    private float[] gradients(int rows) {
        float[] gradients = new float[rows * DIMENSION];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = (float) (random.nextDouble() - 0.5);
        }
        return gradients;
    }

    private static float[] pull(LocalEmbeddings table, long... keys) {
        RowBatch batch = new RowBatch(DIMENSION);
        batch.reset(keys, keys.length);
        table.pull(batch);
        float[] rows = new float[keys.length * DIMENSION];
        batch.rows().asFloatBuffer().get(rows);
        return rows;
    }

    private static void push(LocalEmbeddings table, long[] keys, float[] gradients) {
        RowBatch batch = new RowBatch(DIMENSION);
        batch.reset(keys, keys.length);
        FloatBuffer target = batch.gradients().asFloatBuffer();
        target.put(gradients);
        table.push(batch);
    }
}
