package io.cairn.trainer.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers from kept histories are those of whole passes, for every model. */
class HistoryEncoderTest {

    private static final int SEED = 42;
    private static final int WIDTH = 12;
    private static final int EVENTS = 15;
    private static final int CANDIDATES = 70;
    private static final float CLOSE = 1e-5f;

    private final SplittableRandom random = new SplittableRandom(SEED);
    /** Of the events, then of the request. */
    private final long[] times = Arrays.stream(random.longs(EVENTS + 1, 0, 1_000_000).toArray()).sorted().toArray();
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
        return ItemEncoderTest.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void candidatesInMicrobatchesOfAnySizeScoreAsOneByOne(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        float[] events = rows(EVENTS);
        float[] candidates = rows(CANDIDATES);
        float[] oneByOne = oneByOne(encoder, events, candidates);
        try (EncodedHistory history = history(encoder, events, EVENTS)) {
            for (int microbatch : new int[] {1, 2, 7, 32, CANDIDATES, 2 * CANDIDATES}) {
                try (NDManager request = model.newSubManager()) {
                    float[] outputs = new HistoryEncoder(encoder)
                        .candidates(history, array(request, candidates), microbatch).toFloatArray();
                    assertArrayEquals(oneByOne, outputs, CLOSE, "microbatch " + microbatch + ", seed " + SEED);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void historiesThatGrewAreThoseEncodedAtOnce(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        HistoryEncoder histories = new HistoryEncoder(encoder);
        float[] events = rows(EVENTS);
        float[] expected = lastOutput(encoder, events, times);
        for (int[] ends : new int[][] {{EVENTS}, {1, EVENTS}, {EVENTS - 1, EVENTS}, {4, 5, 11, EVENTS}}) {
            try (NDManager request = model.newSubManager()) {
                EncodedHistory history = EncodedHistory.beginning(request, times[0]);
                for (int end : ends) {
                    int from = history.length();
                    history = histories.extend(request, history,
                        array(request, Arrays.copyOfRange(events, from * WIDTH, end * WIDTH)),
                        Arrays.copyOfRange(times, from + 1, end + 1));
                }
                assertEquals(EVENTS, history.length());
                assertArrayEquals(expected, history.last().toFloatArray(), CLOSE,
                    "grown to " + Arrays.toString(ends) + ", seed " + SEED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void goingOnFromAHistoryLeavesNothingBehindInIt(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        HistoryEncoder histories = new HistoryEncoder(encoder);
        try (EncodedHistory history = history(encoder, rows(EVENTS - 1), EVENTS - 1);
            NDManager request = model.newSubManager()) {
            NDManager kept = history.layer(0).orElseThrow().keys().getManager();
            int arrays = kept.getManagedArrays().size();

            histories.extend(request, history, array(request, rows(1)), times[EVENTS]).close();
            histories.candidates(history, array(request, rows(CANDIDATES)), 7);

            assertEquals(arrays, kept.getManagedArrays().size(), "seed " + SEED);
        }
    }

    @Test
    void aFullHistoryHasNoPlaceForACandidate() {
        ItemEncoder encoder = encoder(ItemEncoderTest.models().findFirst().orElseThrow());
        int slots = encoder.slots();
        try (NDManager request = model.newSubManager()) {
            HistoryEncoder histories = new HistoryEncoder(encoder);
            EncodedHistory full = histories.extend(request, EncodedHistory.beginning(request, 0),
                array(request, rows(slots)), new long[slots]);
            NDArray one = array(request, rows(1));
            for (IllegalArgumentException refusal : List.of(
                assertThrows(IllegalArgumentException.class, () -> histories.candidates(full, one, 8)),
                assertThrows(IllegalArgumentException.class, () -> histories.extend(request, full, one, 0L)))) {
                assertTrue(refusal.getMessage().contains(slots + " slots"), refusal.getMessage());
            }
        }
    }

    @Test
    void nothingIsLeftBehindButWhatIsKept() {
        ItemEncoder encoder = encoder(ItemEncoderTest.models().findFirst().orElseThrow());
        int before = model.getManagedArrays().size();
        float[] events = rows(EVENTS);
        for (int round = 0; round < 20; round++) {
            try (EncodedHistory history = history(encoder, events, EVENTS);
                NDManager request = model.newSubManager()) {
                new HistoryEncoder(encoder).candidates(history, array(request, rows(3)), 2);
            }
        }
        assertEquals(before, model.getManagedArrays().size());
    }

    @ParameterizedTest
    @MethodSource("models")
    void cachedHistoriesAnswerAsThoseEncodedAnew(EncoderSettings settings) {
        ItemEncoder encoder = encoder(settings);
        float[] events = rows(EVENTS);
        List<String> asked = new ArrayList<>();
        try (HistoryCache cache = new HistoryCache(new HistoryEncoder(encoder), model, 100)) {
            for (int length : new int[] {5, 5, 6, 12, 1, 15}) {
                // each request is later than the one before, and the last events' own times stay
                long[] requestTimes = Arrays.copyOf(times, length + 1);
                requestTimes[length] += 1000L * length;
                float[] some = Arrays.copyOf(events, length * WIDTH);
                try (EncodedHistory history = cached(cache, 7, some, requestTimes, asked)) {
                    assertArrayEquals(lastOutput(encoder, some, requestTimes), history.last().toFloatArray(), CLOSE,
                        length + " events, seed " + SEED);
                }
            }
            assertEquals(List.of("0..4", "4..5", "4..5", "4..5", "5..6", "5..11", "11..12", "0..1", "11..14", "14..15"),
                asked, "events that were encoded");
        }
    }

    @Test
    void aHistoryThatIsNotTheKeptOneIsEncodedAnew() {
        ItemEncoder encoder = encoder(ItemEncoderTest.models().findFirst().orElseThrow());
        List<String> asked = new ArrayList<>();
        try (HistoryCache cache = new HistoryCache(new HistoryEncoder(encoder), model, 100)) {
            float[] events = rows(6);
            cached(cache, 7, events, Arrays.copyOf(times, 7), asked).close();
            cached(cache, 7, events, IntStream.rangeClosed(1, 7).asLongStream().toArray(), asked).close();
            cached(cache, 7, rows(6), IntStream.rangeClosed(1, 7).asLongStream().toArray(), asked).close();
            cached(cache, 8, events, Arrays.copyOf(times, 7), asked).close();
            assertEquals(4, asked.stream().filter("0..5"::equals).count(), asked.toString());
        }
    }

    @Test
    void theCacheKeepsWhomItWasAskedForLast() {
        ItemEncoder encoder = encoder(ItemEncoderTest.models().findFirst().orElseThrow());
        float[] events = rows(6);
        long[] until = Arrays.copyOf(times, 7);
        int before = model.getManagedArrays().size();
        try (HistoryCache cache = new HistoryCache(new HistoryEncoder(encoder), model, 12)) {
            for (long user : new long[] {1, 2, 1, 3}) {
                cached(cache, user, events, until, new ArrayList<>()).close();
            }
            assertEquals(10, cache.events());
            List<String> asked = new ArrayList<>();
            cached(cache, 1, events, until, asked).close();
            cached(cache, 3, events, until, asked).close();
            assertEquals(List.of("5..6", "5..6"), asked, "1 and 3 are kept");
            cached(cache, 2, events, until, asked).close();
            assertTrue(asked.contains("0..5"), "2 was not, " + asked);
        }
        assertEquals(before, model.getManagedArrays().size());
    }

    @Test
    void aHistoryBeyondTheBoundIsAnsweredAndNotKept() {
        ItemEncoder encoder = encoder(ItemEncoderTest.models().findFirst().orElseThrow());
        float[] events = rows(EVENTS);
        try (HistoryCache cache = new HistoryCache(new HistoryEncoder(encoder), model, 3)) {
            try (EncodedHistory history = cached(cache, 1, events, times, new ArrayList<>())) {
                assertArrayEquals(lastOutput(encoder, events, times), history.last().toFloatArray(), CLOSE);
            }
            assertEquals(0, cache.events());
        }
    }

    /** Asks a cache, and notes which events it asks for; a history's items are its rows' first bits. */
    private EncodedHistory cached(HistoryCache cache, long user, float[] events, long[] until, List<String> asked) {
        long[] items = new long[events.length / WIDTH];
        Arrays.setAll(items, event -> Float.floatToIntBits(events[event * WIDTH]));
        try (NDManager request = model.newSubManager()) {
            return cache.history(user, items, until, (from, to) -> {
                asked.add(from + ".." + to);
                return array(request, Arrays.copyOfRange(events, from * WIDTH, to * WIDTH));
            });
        }
    }

    private ItemEncoder encoder(EncoderSettings settings) {
        ItemEncoder encoder = settings.newEncoder();
        encoder.initialize(model);
        // First weights are so small that a mistake in the attention would drown in rounding.
        encoder.getParameters().values().forEach(weight -> weight.getArray().muli(settings instanceof HstuSettings ? 10
            : 2));
        return encoder;
    }

    private float[] rows(int count) {
        float[] rows = new float[count * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return rows;
    }

    private static NDArray array(NDManager manager, float[] rows) {
        return manager.create(rows, new Shape(rows.length / WIDTH, WIDTH));
    }

    private EncodedHistory history(ItemEncoder encoder, float[] events, int length) {
        try (NDManager request = model.newSubManager()) {
            EncodedHistory none = EncodedHistory.beginning(request, times[0]);
            return new HistoryEncoder(encoder).extend(model, none, array(request, events),
                Arrays.copyOfRange(times, 1, length + 1));
        }
    }

    /** Each candidate appended to the events, in a pass of its own. */
    private float[] oneByOne(ItemEncoder encoder, float[] events, float[] candidates) {
        float[] outputs = new float[candidates.length];
        long[] until = Arrays.copyOf(times, EVENTS + 2);
        until[EVENTS + 1] = times[EVENTS];
        for (int at = 0; at < candidates.length; at += WIDTH) {
            float[] all = Arrays.copyOf(events, events.length + WIDTH);
            System.arraycopy(candidates, at, all, events.length, WIDTH);
            System.arraycopy(lastOutput(encoder, all, until), 0, outputs, at, WIDTH);
        }
        return outputs;
    }

    /** Of the encoder's own whole pass. */
    private float[] lastOutput(ItemEncoder encoder, float[] events, long[] until) {
        int length = events.length / WIDTH;
        try (NDManager pass = model.newSubManager()) {
            NDList inputs = new NDList(array(pass, events),
                pass.create(IntStream.range(0, length).asLongStream().toArray()), pass.create(new long[] {length}),
                pass.create(until, new Shape(1, until.length)));
            return encoder.forward(new ParameterStore(pass, false), inputs, false).singletonOrThrow()
                .get(new NDIndex("{}", length - 1)).toFloatArray();
        }
    }
}
