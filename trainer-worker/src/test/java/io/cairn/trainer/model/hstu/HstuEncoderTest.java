package io.cairn.trainer.model.hstu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.golden.GoldenWeights;
import io.cairn.trainer.model.ItemEncoder;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is HSTU's own: times, first weights and size. */
class HstuEncoderTest {

    private static final int SEED = 42;
    private static final int WIDTH = 12;
    private static final int SLOTS = 20;
    private static final int ITEMS = 30;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private NDManager model;

    @BeforeEach
    void openModel() {
        model = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(SEED);
    }

    @AfterEach
    void closeModel() {
        model.close();
    }

    @Test
    void theTimeOfAnEventIsKnownOnePositionEarlier() {
        ItemEncoder encoder = encoder(BiasTerms.TIME);
        long[] ids = ids(10);
        long[] times = times(SLOTS);
        float[] before = encode(encoder, ids, times);
        int changed = 6;
        times[changed] += 1_000_000;
        float[] after = encode(encoder, ids, times);
        int untouched = (changed - 1) * WIDTH;
        assertArrayEquals(Arrays.copyOf(before, untouched), Arrays.copyOf(after, untouched), "seed " + SEED);
        assertFalse(Arrays.equals(Arrays.copyOfRange(before, untouched, untouched + WIDTH),
            Arrays.copyOfRange(after, untouched, untouched + WIDTH)), "the request's time counts, seed " + SEED);
    }

    @Test
    void weightsBeginAsInThePublicCode() {
        ItemEncoder encoder = new HstuSettings(64, 1, 2, 32, 32, 200, BiasTerms.POSITION_AND_TIME,
            HstuSettings.Weighting.SILU, 0, 0).newEncoder();
        encoder.initialize(model);
        Map<String, Parameter> weights = GoldenWeights.of(encoder);
        assertDeviation(0.02, weights.get("layers.0.uvqk"), 0.05);
        assertDeviation(0.02, weights.get("layers.0.pos_w"), 0.2);
        assertDeviation(0.02, weights.get("layers.0.ts_w"), 0.3);
        assertDeviation(Math.sqrt(2.0 / (200 + 64)), weights.get("pos_emb"), 0.05);
        assertDeviation(Math.sqrt(6.0 / (64 + 64) / 3), weights.get("layers.0.o_weight"), 0.05);
        assertDeviation(1.0 / 8 / Math.sqrt(3), weights.get("layers.0.o_bias"), 0.4);
    }

    @Test
    void sameSeedGivesTheSameFirstWeights() {
        float[] first = encode(encoder(BiasTerms.POSITION), new long[] {1, 2}, times(SLOTS));
        Engine.getInstance().setRandomSeed(SEED);
        assertArrayEquals(first, encode(encoder(BiasTerms.POSITION), new long[] {1, 2}, times(SLOTS)));
    }

    @Test
    void parameterCountIsThatOfThePublicMovieLensModel() {
        ItemEncoder encoder = HstuSettings.movieLens(211).newEncoder();
        encoder.initialize(model);
        long count = 0;
        for (Parameter parameter : encoder.getParameters().values()) {
            count += parameter.getArray().getShape().size();
        }
        assertEquals(10_550 + 2 * 13_100, count);
    }

    private static void assertDeviation(double expected, Parameter weight, double tolerance) {
        float[] values = weight.getArray().toFloatArray();
        double squares = 0;
        for (float value : values) {
            squares += value * (double) value;
        }
        double deviation = Math.sqrt(squares / values.length);
        assertTrue(Math.abs(deviation - expected) <= tolerance * expected,
            weight.getName() + ": deviation " + deviation + ", expected " + expected + ", seed " + SEED);
    }

    private ItemEncoder encoder(BiasTerms bias) {
        ItemEncoder encoder = new HstuSettings(WIDTH, 2, 2, 5, 6, SLOTS, bias, HstuSettings.Weighting.SILU,
            0, 0).newEncoder();
        encoder.initialize(model);
        // First weights are so small that a mistake in the attention would drown in rounding.
        encoder.getParameters().values().forEach(weight -> weight.getArray().muli(10));
        return encoder;
    }

    private long[] ids(int count) {
        return random.longs(count, 0, ITEMS).toArray();
    }

    private long[] times(int count) {
        long[] times = random.longs(count, 0, 1_000_000).toArray();
        Arrays.sort(times);
        return times;
    }

    private float[] encode(ItemEncoder encoder, long[] ids, long[] times) {
        try (NDManager step = model.newSubManager()) {
            return encode(encoder, step, ids, new long[] {ids.length}, times).toFloatArray();
        }
    }

    private static NDArray encode(ItemEncoder encoder, NDManager step, long[] ids, long[] lengths, long[] times) {
        return encoder.forward(new ParameterStore(step, false), inputs(step, ids, lengths, times), false)
            .singletonOrThrow();
    }

    private static NDList inputs(NDManager step, long[] ids, long[] lengths, long[] times) {
        float[] items = new float[ITEMS * WIDTH];
        for (int i = 0; i < items.length; i++) {
            items[i] = (float) Math.sin(i * 0.7) * 0.3f;
        }
        return new NDList(step.create(items, new Shape(ITEMS, WIDTH)), step.create(ids), step.create(lengths),
            step.create(times, new Shape(lengths.length, times.length / lengths.length)));
    }
}
