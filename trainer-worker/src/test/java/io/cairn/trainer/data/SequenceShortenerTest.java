package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stochastic Length: how often sequences are shortened, and what is left of them. */
class SequenceShortenerTest {

    private static final long SEED = 42;
    private static final int LONGEST = 100;
    private static final double ALPHA = 1.6;
    /** 100^0.8 = 39.8. */
    private static final int LIMIT = 39;
    private static final int STEPS = 20_000;

    @Test
    void limitsAndProbabilitiesAreThoseOfThePaper() {
        int[] longest = {4096, 4096, 4096, 4096, 8192, 8192, 2048, 1024};
        double[] alpha = {1.6, 1.7, 1.8, 1.9, 1.6, 1.9, 1.6, 1.6};
        int[] limit = {776, 1176, 1782, 2702, 1351, 5220, 445, 256};
        double[] kept = {0.036, 0.083, 0.190, 0.435, 0.027, 0.406, 0.047, 0.0625};
        for (int i = 0; i < longest.length; i++) {
            StochasticLength rule = new StochasticLength(alpha[i], SequenceSelection.GREEDY);
            assertEquals(limit[i], rule.limit(longest[i]), rule.toString());
            assertEquals(kept[i], rule.keepProbability(longest[i], longest[i]), 6e-4, rule.toString());
            assertEquals(1, rule.keepProbability(limit[i], longest[i]), rule.toString());
        }
    }

    @Test
    void sequencesStayWholeAsOftenAsTheFormulaSays() {
        for (int length : new int[] {LIMIT, LIMIT + 1, 60, LONGEST}) {
            SequenceShortener shortener = shortener(SequenceSelection.RANDOM, true);
            SequenceBatch batch = batch(length);
            int whole = 0;
            for (int step = 0; step < STEPS; step++) {
                int left = shortener.shorten(step, batch).lengths()[0];
                assertTrue(left == length || left == LIMIT, left + " of " + length + ", seed " + SEED);
                whole += left == length ? 1 : 0;
            }
            double expected = length <= LIMIT ? 1 : Math.pow(LONGEST, ALPHA) / (length * length);
            double deviation = Math.sqrt(expected * (1 - expected) / STEPS);
            assertEquals(expected, whole / (double) STEPS, 4 * deviation, length + " inputs, seed " + SEED);
        }
    }

    @Test
    void anAlphaOfTwoShortensNothing() {
        SequenceShortener shortener = new SequenceShortener(new StochasticLength(2, SequenceSelection.RANDOM),
            source(true), SEED);
        SequenceBatch batch = batch(LONGEST, 3, 50);
        for (int step = 0; step < 100; step++) {
            assertArrayEquals(batch.itemIds(), shortener.shorten(step, batch).itemIds(), "step " + step);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStaysKeepsItsOrderItsTimesAndItsTarget(SequenceSelection selection) {
        SequenceBatch batch = batch(LONGEST, 20, 80);
        for (int step = 0; step < 200; step++) {
            SequenceBatch left = shortener(selection, true).shorten(step, batch);
            assertEquals(batch.width(), left.width());
            for (int b = 0; b < batch.size(); b++) {
                assertEquals(batch.target(b), left.target(b), "target, step " + step);
                for (int slot = 0; slot <= left.lengths()[b]; slot++) {
                    int at = b * left.width() + slot;
                    assertEquals(10 * left.itemIds()[at], left.timestamps()[at], "time, step " + step);
                    assertTrue(slot == 0 || left.itemIds()[at - 1] < left.itemIds()[at], "order, step " + step);
                }
                for (int slot = left.lengths()[b] + 1; slot < left.width(); slot++) {
                    assertEquals(0, left.itemIds()[b * left.width() + slot], "padding, step " + step);
                }
            }
        }
    }

    @Test
    void greedyKeepsTheLastInputs() {
        SequenceBatch left = shortened(SequenceSelection.GREEDY);
        assertArrayEquals(LongStream.rangeClosed(LONGEST - LIMIT + 1, LONGEST + 1).toArray(),
            Arrays.copyOf(left.itemIds(), LIMIT + 1));
    }

    @Test
    void randomKeepsEachInputEquallyOften() {
        double[] shares = shares(SequenceSelection.RANDOM, LongStream.range(0, 10).toArray(), 4);
        for (double share : shares) {
            assertEquals(0.4, share, 0.015, Arrays.toString(shares) + ", seed " + SEED);
        }
    }

    @Test
    void weightedDrawsWithOneMinusTheShareOfAges() {
        // ages 3, 1, 0: weights 1/4, 3/4, 1
        double[] shares = shares(SequenceSelection.WEIGHTED, new long[] {3, 1, 0}, 1);
        assertArrayEquals(new double[] {0.125, 0.375, 0.5}, shares, 0.015, "seed " + SEED);
    }

    @Test
    void withoutTimesAgesArePlaces() {
        SequenceBatch timed = batch(LONGEST);
        SequenceBatch untimed = new SequenceBatch(timed.width(), timed.itemIds(), new long[timed.width()],
            timed.lengths());
        for (int step = 0; step < 50; step++) {
            // the times are a multiple of the places, so the weights are the same
            assertArrayEquals(shortener(SequenceSelection.WEIGHTED, true).shorten(step, timed).itemIds(),
                shortener(SequenceSelection.WEIGHTED, false).shorten(step, untimed).itemIds(), "seed " + SEED);
        }
    }

    @Test
    void aStepIsShortenedTheSameWayAgainAndOtherStepsOtherwise() {
        SequenceBatch batch = batch(LONGEST, LONGEST, LONGEST);
        SequenceShortener shortener = shortener(SequenceSelection.WEIGHTED, true);
        long[] seventh = shortener.shorten(7, batch).itemIds();
        assertFalse(Arrays.equals(seventh, shortener.shorten(8, batch).itemIds()), "seed " + SEED);
        assertArrayEquals(seventh, shortener(SequenceSelection.WEIGHTED, true).shorten(7, batch).itemIds());
    }

    @Test
    void attentionCostsAtMostTwiceTheBound() {
        SequenceShortener shortener = shortener(SequenceSelection.RANDOM, true);
        SequenceBatch batch = batch(LONGEST);
        double cells = 0;
        for (int step = 0; step < STEPS; step++) {
            double left = shortener.shorten(step, batch).lengths()[0];
            cells += left * left / STEPS;
        }
        assertTrue(cells <= 2 * Math.pow(LONGEST, ALPHA), cells + ", seed " + SEED);
    }

    @Test
    void anAlphaOutOfRangeIsRefused() {
        for (double alpha : new double[] {1, 2.1, 0, Double.NaN}) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> new StochasticLength(alpha, SequenceSelection.RANDOM));
            assertTrue(refusal.getMessage().contains("alpha"), refusal.getMessage());
        }
    }

    /** A batch that was shortened, at whatever step that is. */
    private static SequenceBatch shortened(SequenceSelection selection) {
        SequenceBatch batch = batch(LONGEST);
        SequenceShortener shortener = shortener(selection, true);
        int step = 0;
        while (shortener.shorten(step, batch).lengths()[0] > LIMIT) {
            step++;
        }
        return shortener.shorten(step, batch);
    }

    private static double[] shares(SequenceSelection selection, long[] ages, int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] shares = new double[ages.length];
        for (int draw = 0; draw < STEPS; draw++) {
            for (int place : selection.choose(ages, count, random)) {
                shares[place] += 1.0 / STEPS;
            }
        }
        return shares;
    }

    private static SequenceShortener shortener(SequenceSelection selection, boolean timed) {
        return new SequenceShortener(new StochasticLength(ALPHA, selection), source(timed), SEED);
    }

    private static BatchSource source(boolean timed) {
        Events events = new Events();
        for (int item = 1; item <= 3; item++) {
            events.add(0, item, 10L * item);
        }
        return new DatasetBatches(SequenceDataset.of(events, Catalogue.upTo(3), timed, 1), LONGEST, Holdout.TEST, SEED);
    }

    /** Sequences of items 1, 2, 3 ... with ten times that as their times. */
    private static SequenceBatch batch(int... lengths) {
        int width = SequenceBatch.width(LONGEST);
        long[] itemIds = new long[lengths.length * width];
        long[] timestamps = new long[itemIds.length];
        for (int b = 0; b < lengths.length; b++) {
            for (int slot = 0; slot <= lengths[b]; slot++) {
                itemIds[b * width + slot] = slot + 1L;
                timestamps[b * width + slot] = 10L * (slot + 1);
            }
        }
        return new SequenceBatch(width, itemIds, timestamps, lengths);
    }
}
