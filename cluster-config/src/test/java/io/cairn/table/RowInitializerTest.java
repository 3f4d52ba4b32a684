package io.cairn.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which weights rows begin with: their bits, their law, and what they depend on. */
final class RowInitializerTest {

    private static final long SEED = 42;
    private static final int KEYS = 100_000;
    private static final int DEVIATIONS_MAX = 5;
    private static final InitializerSpec UNIFORM = new InitializerSpec.Uniform(-0.05, 0.05);
    private static final InitializerSpec NORMAL = new InitializerSpec.Normal(0.5, 0.02);
    private static final InitializerSpec TRUNCATED = new InitializerSpec.TruncatedNormal(0, 0.02);
    /** Variance of the standard normal law cut off at two: 1 - 4 density(2) / P(|x| < 2). */
    private static final double TRUNCATED_VARIANCE = 0.7737413035;

    /** Worked out by another program from the Javadoc. */
    @ParameterizedTest
    @CsvSource({
        "uniform, 0, bc392e6d 3d2c9250 bd2ac16c",
        "uniform, 1, bd04ffb9 397150d4 3cba3def",
        "uniform, -1, 3bfcb9ce bd21de02 bc4fe329",
        "uniform, 1099511627776, bc9e692a 3d05d89f 3d020ce5",
        "uniform, -9223372036854775808, 3c745bce 3c8255d4 bd038200",
        "normal, 0, 3efd0f16 3f073d58 3ef1d2da",
        "normal, 1, 3ef67109 3f000790 3f0318bb",
        "normal, -1, 3f00feff 3ef32734 3efcafab",
        "normal, 1099511627776, 3efad30a 3f04d207 3f04a362",
        "normal, -9223372036854775808, 3f01f606 3f021968 3ef695c7",
        "truncated, 0, bbb370f9 3cd3fd69 bcd009b1",
        "truncated, 1, bc8fcadc 38e6f29a 3c3c1310",
        "truncated, -1, 3b73416a bcbe3cbf bbca1cf9",
        "truncated, 1099511627776, bc1d75a0 3c90fcf1 3c8bb09a",
        "truncated, -9223372036854775808, 3bef0e4a 3bffd20d bc8db4e4"})
    void weightsAreTheSameBitsOnEveryMachine(String law, long key, String bits) {
        InitializerSpec spec = law.equals("uniform") ? UNIFORM : law.equals("normal") ? NORMAL : TRUNCATED;
        assertEquals(bits, hex(weights(spec, SEED, key, 3)));
    }

    static Stream<Arguments> laws() {
        return Stream.of(
            Arguments.of(UNIFORM, 0, 0.1 * 0.1 / 12),
            Arguments.of(NORMAL, 0.5, 0.02 * 0.02),
            Arguments.of(TRUNCATED, 0, TRUNCATED_VARIANCE * 0.02 * 0.02));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void weightsHaveTheMeanAndVarianceOfTheirLaw(InitializerSpec spec, double mean, double variance) {
        double[] sample = sample(spec, 1);
        double sampleMean = Arrays.stream(sample).average().orElseThrow();
        double sampleVariance = Arrays.stream(sample).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        assertEquals(mean, sampleMean, DEVIATIONS_MAX * Math.sqrt(variance / KEYS), "seed " + SEED);
        assertEquals(variance, sampleVariance, DEVIATIONS_MAX * variance * Math.sqrt(2.0 / KEYS), "seed " + SEED);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void neighboursInARowAndNeighbouringKeysAreNotCorrelated(InitializerSpec spec, double mean, double variance) {
        double[] sample = sample(spec, 2);
        for (int distance = 1; distance <= 4; distance++) {
            double sum = 0;
            for (int i = distance; i < sample.length; i++) {
                sum += (sample[i] - mean) * (sample[i - distance] - mean);
            }
            assertEquals(0, sum / (sample.length * variance), DEVIATIONS_MAX / Math.sqrt(sample.length),
                "distance " + distance + ", seed " + SEED);
        }
    }

    @Test
    void uniformWeightsReachTheirLowEndButNotTheirHighEnd() {
        float high = 1 + 3 * Math.ulp(1f);
        Set<Float> seen = new HashSet<>();
        for (int key = 0; key < 1000; key++) {
            seen.add(weights(new InitializerSpec.Uniform(1, high), SEED, key, 1)[0]);
        }
        assertEquals(Set.of(1f, 1 + Math.ulp(1f), 1 + 2 * Math.ulp(1f)), seen);
    }

    @Test
    void truncatedWeightsStayWithinTwoDeviationsAndComeNear() {
        double farthest = Arrays.stream(sample(new InitializerSpec.TruncatedNormal(0, 0.5), 2))
            .map(Math::abs).max().orElseThrow();
        assertTrue(farthest <= 1, "farthest weight " + farthest);
        assertTrue(farthest > 0.999, "farthest weight " + farthest);
    }

    @Test
    void zerosAreZerosOverWhateverStoodThere() {
        float[] target = {1, 1, 1, 1};
        initializer(new InitializerSpec.Zeros(), SEED, 2).initialize(-3, target, 1);
        assertArrayEquals(new float[] {1, 0, 0, 1}, target);
    }

    @Test
    void weightsStandFromTheOffsetOnAndNowhereElse() {
        float[] target = new float[5];
        initializer(UNIFORM, SEED, 3).initialize(7, target, 1);
        float[] alone = weights(UNIFORM, SEED, 7, 3);
        assertArrayEquals(new float[] {0, alone[0], alone[1], alone[2], 0}, target);
    }

    @Test
    void aLongerRowBeginsLikeAShorterOne() {
        assertArrayEquals(weights(NORMAL, SEED, -9, 4), Arrays.copyOf(weights(NORMAL, SEED, -9, 64), 4));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void anotherKeyOrAnotherSeedGivesAnotherRow(InitializerSpec spec) {
        Set<String> rows = new HashSet<>();
        for (long key = -500; key < 500; key++) {
            assertTrue(rows.add(hex(weights(spec, SEED, key, 4))), "key " + key + " repeats a row");
        }
        for (long seed : new long[] {0, -1, SEED + 1, Long.MAX_VALUE}) {
            assertFalse(rows.contains(hex(weights(spec, seed, 0, 4))), "seed " + seed + " repeats a row");
        }
    }

    /** Weights of keys that follow each other. */
    private static double[] sample(InitializerSpec spec, int dimension) {
        RowInitializer initializer = initializer(spec, SEED, dimension);
        float[] weights = new float[KEYS * dimension];
        for (int key = 0; key < KEYS; key++) {
            initializer.initialize(key - KEYS / 2, weights, key * dimension);
        }
        return IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray();
    }

    private static float[] weights(InitializerSpec spec, long seed, long key, int dimension) {
        float[] weights = new float[dimension];
        initializer(spec, seed, dimension).initialize(key, weights, 0);
        return weights;
    }

    private static RowInitializer initializer(InitializerSpec spec, long seed, int dimension) {
        return new RowInitializer(new TableSpec(
            "items", dimension, DType.FLOAT32, spec, new OptimizerSpec.Sgd(1, 0), seed, 1));
    }

    private static String hex(float[] weights) {
        return IntStream.range(0, weights.length)
            .mapToObj(i -> HexFormat.of().toHexDigits(Float.floatToRawIntBits(weights[i])))
            .collect(Collectors.joining(" "));
    }
}
