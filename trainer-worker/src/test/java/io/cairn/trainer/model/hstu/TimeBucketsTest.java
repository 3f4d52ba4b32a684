package io.cairn.trainer.model.hstu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.trainer.golden.GoldenCase;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeBucketsTest {

    private static final long SEED = 20240227;

    @Test
    void bucketsAreThoseOfTheAuthorsCode() {
        GoldenCase golden = GoldenCase.read("time_bucket");
        long[] gaps = golden.longs("inputs", "delta");
        long[] buckets = golden.longs("outputs", "bucket");
        for (int i = 0; i < gaps.length; i++) {
            assertEquals(buckets[i], TimeBuckets.bucket(gaps[i]), "gap " + gaps[i]);
        }
    }

    @Test
    void familiarGapsFallWhereThePaperPageSays() {
        long[][] known = {{0, 0}, {1, 0}, {60, 13}, {3600, 27}, {86400, 37}, {604800, 44}, {31557600, 57},
            {Long.MAX_VALUE, 128}, {Long.MIN_VALUE, 128}};
        for (long[] pair : known) {
            assertEquals(pair[1], TimeBuckets.bucket(pair[0]), "gap " + pair[0]);
            assertEquals(pair[1], TimeBuckets.bucket(-pair[0]), "gap -" + pair[0]);
        }
    }

    @Test
    void comparisonsGiveTheBucketsOfTheLogarithm() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 200_000; i++) {
            long gap = random.nextLong() >>> (1 + random.nextInt(63));
            long expected = (long) Math.min(Math.log((double) Math.max(gap, 1)) / 0.301, 128);
            assertEquals(expected, TimeBuckets.bucket(gap), "gap " + gap + ", seed " + SEED);
        }
    }
}
