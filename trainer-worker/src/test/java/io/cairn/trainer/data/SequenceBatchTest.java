package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SequenceBatchTest {

    @Test
    void theConstantOfMovieLensIs211AndThatOfBooks61() {
        assertEquals(211, SequenceBatch.width(200));
        assertEquals(61, SequenceBatch.width(50));
    }

    @Test
    void theTargetIsInTheSlotAfterTheLastInput() {
        SequenceBatch batch = new SequenceBatch(
            4, new long[] {7, 8, 9, 0, 3, 4, 0, 0}, new long[8], new int[] {2, 1});

        assertEquals(2, batch.size());
        assertEquals(9, batch.target(0));
        assertEquals(4, batch.target(1));
        assertEquals(3, batch.positions());
    }

    @Test
    void aLengthThatLeavesNoSlotForTheTargetIsRefused() {
        assertThrows(IllegalArgumentException.class,
            () -> new SequenceBatch(2, new long[2], new long[2], new int[] {2}));
        assertThrows(IllegalArgumentException.class,
            () -> new SequenceBatch(2, new long[2], new long[2], new int[] {0}));
    }

    @Test
    void arraysOfDifferentSizesAreRefused() {
        assertThrows(IllegalArgumentException.class,
            () -> new SequenceBatch(3, new long[3], new long[4], new int[] {1}));
    }
}
