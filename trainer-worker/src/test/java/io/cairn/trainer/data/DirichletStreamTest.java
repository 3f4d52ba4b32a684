package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class DirichletStreamTest {

    private static final long SEED = 7;
    private static final DirichletStreamSpec PAPER = DirichletStreamSpec.paper(SEED);

    @Test
    void aRecordDependsOnSeedAndPlaceAlone() {
        int[] once = record(PAPER, 123_456);
        DirichletStream other = new DirichletStream(PAPER);
        int[] again = new int[PAPER.recordLength()];
        other.fill(999_999, again);
        other.fill(123_456, again);

        assertArrayEquals(once, again);
        assertNotEquals(Arrays.hashCode(once), Arrays.hashCode(record(PAPER, 123_457)));
        assertNotEquals(Arrays.hashCode(once), Arrays.hashCode(record(DirichletStreamSpec.paper(SEED + 1), 123_456)));
    }

    @Test
    void everyJavaVersionMakesTheSameStream() {
        assertEquals(1_569_196_640, Arrays.hashCode(record(PAPER, 0)),
            "a change of the stream makes published figures void");
    }

    @Test
    void theVocabularyGrowsWithTheStream() {
        assertEquals(8_000, PAPER.releasedItems(0));
        assertEquals(14_000, PAPER.releasedItems(500_000));
        assertEquals(8_000, largestItem(0), 100);
        assertEquals(14_000, largestItem(500_000), 100);
        assertEquals(20_000, largestItem(999_000), 100);
    }

    @Test
    void itemsDoNotRepeatInTestRecords() {
        int[] items = new int[PAPER.recordLength()];
        DirichletStream stream = new DirichletStream(PAPER);
        for (int record = PAPER.trainingRecords(); record < PAPER.trainingRecords() + 500; record++) {
            stream.fill(record, items);
            assertEquals(items.length, Arrays.stream(items).distinct().count(), "record " + record + ", seed " + SEED);
        }
    }

    @Test
    void aDeckThatRunsOutIsDealtAnew() {
        DirichletStreamSpec small = new DirichletStreamSpec(3, 1, 2, 6, 1, true, 1, 1, 1, 0.5, false, SEED);

        int[] items = record(small, 0);

        assertArrayEquals(new int[] {1, 2, 3}, Arrays.stream(items, 0, 3).sorted().toArray());
        assertArrayEquals(new int[] {1, 2, 3}, Arrays.stream(items, 3, 6).sorted().toArray());
    }

    @Test
    void replacementLetsItemsRepeat() {
        DirichletStreamSpec spec = new DirichletStreamSpec(
            20_000, 100, 1_000, 128, 5, false, 1, 500, 0.4, 0.1, true, SEED);
        int distinct = 0;
        for (int record = 0; record < 100; record++) {
            distinct += (int) Arrays.stream(record(spec, record)).distinct().count();
        }

        assertTrue(distinct < 100 * 128 * 0.95, distinct + " distinct items in 100 records, seed " + SEED);
    }

    @Test
    void aRecordHasUniformlyOneToFiveCategoriesOrExactlyFive() {
        double upToFive = meanCategories(fixedAlpha(false, 1e6));
        double five = meanCategories(fixedAlpha(true, 1e6));

        // of k categories under a flat prior, k (1 - (k - 1) / (k + 127)) show in 128 draws
        assertEquals(2.939, upToFive, 0.15, "seed " + SEED);
        assertEquals(4.848, five, 0.05, "seed " + SEED);
    }

    @Test
    void categoriesOfARecordFollowTheDirichletProcess() {
        DirichletStreamSpec spec = fixedAlpha(true, 1);
        DirichletStream stream = new DirichletStream(spec);
        int[] items = new int[spec.recordLength()];
        double sameAsFirst = 0;
        for (int record = 0; record < 4_000; record++) {
            stream.fill(record, items);
            sameAsFirst += stream.category(items[1]) == stream.category(items[0]) ? 1 : 0;
        }

        // with alpha 1 the second copies the first half of the time, else both are draws from a flat prior over 5
        assertEquals(0.5 + 0.5 * 2 / 6, sameAsFirst / 4_000, 0.03, "seed " + SEED);
    }

    @Test
    void trainingReadsTheFirstRecordsAndEvaluationTheLastTenth() {
        DirichletBatches source = new DirichletBatches(PAPER.withRecords(1_000), 200);

        assertEquals(900, source.trainingSequences());
        assertEquals(100, source.evaluationSequences());
        SequenceBatch batch = source.evaluation(128).next();
        int[] first = record(PAPER.withRecords(1_000), 900);
        assertEquals(100, batch.size());
        assertEquals(127, batch.lengths()[0]);
        assertEquals(first[0], batch.itemIds()[0]);
        assertEquals(first[127], batch.target(0));
    }

    @Test
    void batchesKeepTheLastItemsAndTheOrderOfTheStream() {
        DirichletBatches source = new DirichletBatches(PAPER.withRecords(100), 50);
        Iterator<SequenceBatch> batches = source.training(0, 64);
        SequenceBatch batch = batches.next();
        SequenceBatch last = batches.next();

        assertEquals(64, batch.size());
        assertEquals(26, last.size());
        assertEquals(61, batch.width());
        int[] second = record(PAPER.withRecords(100), 1);
        assertEquals(second[77], batch.itemIds()[batch.width()]);
        assertEquals(second[127], batch.target(1));
    }

    @Test
    void countsCoverAllTrainingRecords() {
        DirichletBatches source = new DirichletBatches(PAPER.withRecords(100), 50);

        assertEquals(90 * 128, Arrays.stream(source.trainingCounts()).sum());
    }

    @Test
    void aSpecThatCannotWorkIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PAPER.withRecords(1));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withItems(99, 100));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withItems(20_000, 4));
        DirichletStreamSpec emptyCategories = PAPER.withItems(100, 100);
        assertThrows(IllegalArgumentException.class, () -> new DirichletStream(emptyCategories));
    }

    private static DirichletStreamSpec fixedAlpha(boolean exactCategories, double alpha) {
        return new DirichletStreamSpec(
            20_000, 100, 10_000, 128, 5, exactCategories, alpha, alpha, 0.4, 0.1, false, SEED);
    }

    private static double meanCategories(DirichletStreamSpec spec) {
        DirichletStream stream = new DirichletStream(spec);
        int[] items = new int[spec.recordLength()];
        double sum = 0;
        for (int record = 0; record < 1_000; record++) {
            stream.fill(record, items);
            sum += Arrays.stream(items).map(stream::category).distinct().count();
        }
        return sum / 1_000;
    }

    private static int[] record(DirichletStreamSpec spec, int record) {
        int[] items = new int[spec.recordLength()];
        new DirichletStream(spec).fill(record, items);
        return items;
    }

    private static int largestItem(int firstRecord) {
        DirichletStream stream = new DirichletStream(PAPER);
        int[] items = new int[PAPER.recordLength()];
        int largest = 0;
        for (int record = firstRecord; record < firstRecord + 500; record++) {
            stream.fill(record, items);
            largest = Math.max(largest, Arrays.stream(items).max().orElse(0));
        }
        return largest;
    }
}
