package io.cairn.trainer.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;
import io.cairn.trainer.model.sasrec.SasRecSettings;
import io.cairn.trainer.model.transformer.TransformerSettings;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users of any model rely on, whatever its weights are. */
class ItemEncoderTest {

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

    static Stream<EncoderSettings> models() {
        return Stream.concat(
            Stream.of(BiasTerms.values()).flatMap(bias -> Stream.of(HstuSettings.Weighting.values())
                .map(weighting -> new HstuSettings(WIDTH, 2, 2, 5, 6, SLOTS, bias, weighting, 0.5f, 0.5f))),
            Stream.of(new SasRecSettings(WIDTH, 2, 2, 16, SLOTS, 0.5f),
                new TransformerSettings(WIDTH, 2, 2, 16, SLOTS, 0.5f)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void laterEventsNeverChangeEarlierOutputs(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        long[] ids = ids(10);
        long[] times = times(SLOTS);
        float[] before = encode(encoder, ids, new long[] {10}, times, false);
        int changed = 6;
        ids[changed] = (ids[changed] + 1) % ITEMS;
        float[] after = encode(encoder, ids, new long[] {10}, times, false);
        int untouched = changed * WIDTH;
        assertArrayEquals(Arrays.copyOf(before, untouched), Arrays.copyOf(after, untouched), "seed " + SEED);
        assertFalse(Arrays.equals(Arrays.copyOfRange(before, untouched, before.length),
            Arrays.copyOfRange(after, untouched, after.length)), "the change itself is seen, seed " + SEED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void companionsInABatchDoNotMatter(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        long[] ids = ids(15);
        long[] times = times(3 * SLOTS);
        float[] together = encode(encoder, ids, new long[] {4, 9, 2}, times, false);
        float[] alone = encode(encoder, Arrays.copyOfRange(ids, 4, 13), new long[] {9},
            Arrays.copyOfRange(times, SLOTS, 2 * SLOTS), false);
        assertArrayEquals(alone, Arrays.copyOfRange(together, 4 * WIDTH, 13 * WIDTH), 1e-6f, "seed " + SEED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theOrderOfEventsMatters(EncoderSettings settings) {
        boolean positionsCount = !(settings instanceof HstuSettings hstu) || hstu.bias().position();
        ItemEncoder encoder = encoder(settings);
        long[] ids = {1, 2, 3, 4};
        long[] swapped = {2, 1, 3, 4};
        long[] sameTime = new long[SLOTS];
        float[] one = encode(encoder, ids, new long[] {4}, sameTime, false);
        float[] other = encode(encoder, swapped, new long[] {4}, sameTime, false);
        int last = 3 * WIDTH;
        assertFalse(positionsCount && Arrays.equals(Arrays.copyOfRange(one, last, one.length),
            Arrays.copyOfRange(other, last, other.length)), "seed " + SEED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void outputRowsHaveUnitLength(EncoderSettings settings) {
        float[] rows = encode(encoder(settings), ids(10), new long[] {10}, times(SLOTS), false);
        for (int row = 0; row < rows.length / WIDTH; row++) {
            double squares = 0;
            for (int i = 0; i < WIDTH; i++) {
                squares += rows[row * WIDTH + i] * (double) rows[row * WIDTH + i];
            }
            assertEquals(1, squares, 1e-5, "row " + row + ", seed " + SEED);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void dropoutActsInTrainingOnly(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        long[] ids = ids(10);
        long[] length = {10};
        long[] times = times(SLOTS);
        assertArrayEquals(encode(encoder, ids, length, times, false), encode(encoder, ids, length, times, false));
        assertFalse(Arrays.equals(encode(encoder, ids, length, times, true),
            encode(encoder, ids, length, times, true)), "two draws, seed " + SEED);
    }

    private ItemEncoder encoder(EncoderSettings settings) {
        ItemEncoder encoder = settings.newEncoder();
        encoder.initialize(model);
        // First weights are so small that a mistake in the attention would drown in rounding.
        encoder.getParameters().values().forEach(weight -> weight.getArray().muli(settings instanceof HstuSettings ? 10
            : 2));
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

    private float[] encode(ItemEncoder encoder, long[] ids, long[] lengths, long[] times, boolean training) {
        float[] items = new float[ITEMS * WIDTH];
        for (int i = 0; i < items.length; i++) {
            items[i] = (float) Math.sin(i * 0.7) * 0.3f;
        }
        try (NDManager step = model.newSubManager()) {
            NDList inputs = new NDList(step.create(items, new Shape(ITEMS, WIDTH)), step.create(ids),
                step.create(lengths), step.create(times, new Shape(lengths.length, times.length / lengths.length)));
            return encoder.forward(new ParameterStore(step, false), inputs, training).singletonOrThrow()
                .toFloatArray();
        }
    }
}
