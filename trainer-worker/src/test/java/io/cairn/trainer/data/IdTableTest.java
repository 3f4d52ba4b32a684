package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IdTableTest {

    @Test
    void numbersAndCountsSurviveGrowth() {
        IdTable table = new IdTable();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                table.count("id-" + i);
            }
        }

        assertEquals(10_000, table.size());
        for (int i = 0; i < 10_000; i++) {
            assertEquals(i, table.number("id-" + i));
            assertEquals(2, table.counted(i));
        }
    }

    @Test
    void idsCompareByTheirBytes() {
        IdTable table = new IdTable();
        table.count("b");
        table.count("B");
        table.count("B0");

        assertTrue(table.compare(1, 0) < 0);
        assertTrue(table.compare(1, 2) < 0);
    }
}
