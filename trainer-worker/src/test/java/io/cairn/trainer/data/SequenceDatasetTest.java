package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceDatasetTest {

    private static final long SEED = 20_240_407;

    @Test
    void eventsOfOneSecondKeepTheOrderOfTheFile() {
        Events events = new Events();
        events.add(1, 5, 100);
        events.add(1, 3, 50);
        events.add(1, 9, 100);
        events.add(1, 4, 50);

        SequenceDataset dataset = SequenceDataset.of(events, Catalogue.upTo(9), true, 1);

        assertArrayEquals(new int[] {3, 4, 5, 9}, items(dataset, 0));
        assertEquals(50, dataset.time(1));
        assertEquals(100, dataset.time(2));
    }

    @Test
    void sortsAsAStableSortByUserAndTimeDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        Events events = new Events();
        for (int i = 0; i < 5_000; i++) {
            events.add(random.nextInt(40), 1 + random.nextInt(100), random.nextInt(30) * (Events.TIME_MAX / 30));
        }
        List<Integer> expected = IntStream.range(0, events.size()).boxed()
            .sorted(Comparator.<Integer>comparingInt(events::user).thenComparingLong(events::time)).toList();

        SequenceDataset dataset = SequenceDataset.of(events, Catalogue.upTo(100), true, 1);

        assertEquals(events.size(), dataset.events());
        for (int i = 0; i < expected.size(); i++) {
            String place = "event " + i + " with seed " + SEED;
            assertEquals(events.item(expected.get(i)), dataset.item(i), place);
            assertEquals(events.time(expected.get(i)), dataset.time(i), place);
        }
    }

    @Test
    void usersComeInAscendingOrderAndThoseWithTooFewEventsAreLeftOut() {
        Events events = new Events();
        events.add(Integer.MAX_VALUE, 1, 0);
        events.add(7, 2, 0);
        events.add(0, 3, 0);
        events.add(0, 4, 1);
        events.add(Integer.MAX_VALUE, 5, 1);

        SequenceDataset dataset = SequenceDataset.of(events, Catalogue.upTo(5), true, 2);

        assertEquals(2, dataset.users());
        assertEquals(4, dataset.events());
        assertArrayEquals(new int[] {3, 4}, items(dataset, 0));
        assertArrayEquals(new int[] {1, 5}, items(dataset, 1));
    }

    @Test
    void historiesAreFoundByTheUsersNumberInTheFile() {
        Events events = new Events();
        events.add(900, 1, 20);
        events.add(7, 2, 30);
        events.add(900, 3, 10);

        SequenceDataset dataset = SequenceDataset.of(events, Catalogue.upTo(3), true, 1);

        History history = dataset.history(900).orElseThrow();
        assertArrayEquals(new long[] {3, 1}, history.items());
        assertArrayEquals(new long[] {10, 20}, history.times());
        assertArrayEquals(new long[] {1}, history.last(1).items());
        assertEquals(2, history.last(5).length());
        assertArrayEquals(new long[] {2}, dataset.history(7).orElseThrow().items());
        assertEquals(Optional.empty(), dataset.history(8));
    }

    @Test
    void thePaddingIdAndTimesOutOfRangeAreRefused() {
        Events events = new Events();

        assertThrows(IllegalArgumentException.class, () -> events.add(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> events.add(1, 1, Events.TIME_MAX + 1));
        assertThrows(IllegalArgumentException.class, () -> events.add(1, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> events.add(-1, 1, 0));
    }

    private static int[] items(SequenceDataset dataset, int user) {
        return IntStream.range(dataset.start(user), dataset.start(user + 1)).map(dataset::item).toArray();
    }
}
