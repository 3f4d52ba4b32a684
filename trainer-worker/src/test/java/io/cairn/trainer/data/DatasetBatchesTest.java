package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetBatchesTest {

    private static final long SEED = 42;

    @Test
    void testHoldoutTrainsOnAllButTheLastEventAndAsksForIt() {
        BatchSource source = oneUser(6, 10, Holdout.TEST);

        assertSequence(source.training(0, 8).next(), 1, 2, 3, 4, 5);
        assertSequence(source.evaluation(8).next(), 1, 2, 3, 4, 5, 6);
    }

    @Test
    void validationHoldoutNeverTouchesTheLastEvent() {
        BatchSource source = oneUser(6, 10, Holdout.VALIDATION);

        assertSequence(source.training(0, 8).next(), 1, 2, 3, 4);
        assertSequence(source.evaluation(8).next(), 1, 2, 3, 4, 5);
    }

    @Test
    void withoutHoldoutEveryEventTrainsAndNothingIsEvaluated() {
        BatchSource source = oneUser(6, 10, Holdout.NONE);

        assertSequence(source.training(0, 8).next(), 1, 2, 3, 4, 5, 6);
        assertEquals(0, source.evaluationSequences());
        assertFalse(source.evaluation(8).hasNext());
    }

    @Test
    void theLastEventsBeforeTheTargetAreKept() {
        BatchSource source = oneUser(9, 3, Holdout.TEST);

        assertSequence(source.training(0, 8).next(), 5, 6, 7, 8);
        assertSequence(source.evaluation(8).next(), 6, 7, 8, 9);
        assertEquals(14, source.training(0, 8).next().width());
    }

    @Test
    void timesStandBesideTheirItems() {
        SequenceBatch batch = oneUser(4, 10, Holdout.TEST).evaluation(1).next();

        assertArrayEquals(new long[] {100, 200, 300, 400, 0}, Arrays.copyOf(batch.timestamps(), 5));
    }

    @Test
    void anEpochHasEveryUserOnceAndItsLastBatchTheRemainder() {
        DatasetBatches source = new DatasetBatches(users(10), 5, Holdout.TEST, SEED);
        List<Integer> sizes = new ArrayList<>();
        List<Long> firstItems = new ArrayList<>();

        for (Iterator<SequenceBatch> batches = source.training(3, 4); batches.hasNext();) {
            SequenceBatch batch = batches.next();
            sizes.add(batch.size());
            for (int b = 0; b < batch.size(); b++) {
                firstItems.add(batch.itemIds()[b * batch.width()]);
            }
        }

        assertEquals(List.of(4, 4, 2), sizes);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L), firstItems.stream().sorted().toList());
    }

    @Test
    void theOrderDependsOnSeedAndEpochAlone() {
        DatasetBatches source = new DatasetBatches(users(50), 5, Holdout.TEST, SEED);

        assertEquals(order(source, 2), order(source, 2));
        assertNotEquals(order(source, 2), order(source, 3));
        assertNotEquals(order(source, 2), order(new DatasetBatches(users(50), 5, Holdout.TEST, SEED + 1), 2));
        assertNotEquals(order(source, 3), order(new DatasetBatches(users(50), 5, Holdout.TEST, SEED + 1), 2));
    }

    @Test
    void usersWithoutAnInputAndATargetAreSkipped() {
        Events events = new Events();
        add(events, 1, 2);
        add(events, 2, 3);
        add(events, 3, 1);
        DatasetBatches source = new DatasetBatches(
            SequenceDataset.of(events, Catalogue.upTo(3), true, 1), 5, Holdout.TEST, SEED);

        assertEquals(1, source.trainingSequences(), "only user 2 has an input, a target and an event to hold out");
        assertEquals(2, source.evaluationSequences(), "users 1 and 2 have an input and a target");
    }

    @Test
    void countsCoverWholeTrainingSequencesAndNotTheHeldOutEvent() {
        BatchSource source = oneUser(6, 2, Holdout.TEST);

        assertArrayEquals(new int[] {1, 1, 1, 1, 1, 0}, source.trainingCounts());
    }

    @Test
    void nothingToTrainOnAndSizesBelowOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> oneUser(2, 5, Holdout.TEST));
        assertThrows(IllegalArgumentException.class, () -> oneUser(5, 0, Holdout.TEST));
        BatchSource source = oneUser(5, 5, Holdout.TEST);
        assertThrows(IllegalArgumentException.class, () -> source.training(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Holdout.ofCode(3));
    }

    @Test
    void anIteratorEndsAfterTheLastBatch() {
        Iterator<SequenceBatch> batches = oneUser(5, 5, Holdout.TEST).training(0, 1);
        batches.next();

        assertFalse(batches.hasNext());
        assertThrows(NoSuchElementException.class, batches::next);
    }

    /** User 1 has items 1, 2, ... at times 100, 200, ... */
    private static BatchSource oneUser(int events, int maxLength, Holdout holdout) {
        Events log = new Events();
        add(log, 1, events);
        return new DatasetBatches(
            SequenceDataset.of(log, Catalogue.upTo(events), true, 1), maxLength, holdout, SEED);
    }

    private static void add(Events events, int user, int count) {
        for (int i = 1; i <= count; i++) {
            events.add(user, i, 100L * i);
        }
    }

    /** User u has the items u, u + 1, u + 2. */
    private static SequenceDataset users(int count) {
        Events events = new Events();
        for (int user = 1; user <= count; user++) {
            for (int i = 0; i < 3; i++) {
                events.add(user, user + i, i);
            }
        }
        return SequenceDataset.of(events, Catalogue.upTo(count + 2), true, 1);
    }

    private static List<Long> order(BatchSource source, int epoch) {
        SequenceBatch batch = source.training(epoch, source.trainingSequences()).next();
        return IntStream.range(0, batch.size()).mapToObj(b -> batch.itemIds()[b * batch.width()]).toList();
    }

    private static void assertSequence(SequenceBatch batch, long... inputsAndTarget) {
        assertEquals(1, batch.size());
        assertEquals(inputsAndTarget.length - 1, batch.lengths()[0]);
        assertArrayEquals(inputsAndTarget, Arrays.copyOf(batch.itemIds(), inputsAndTarget.length));
        assertTrue(Arrays.stream(batch.itemIds()).skip(inputsAndTarget.length).allMatch(id -> id == 0));
    }
}
