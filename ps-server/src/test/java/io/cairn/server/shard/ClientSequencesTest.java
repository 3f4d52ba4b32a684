package io.cairn.server.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClientSequencesTest {

    private final ClientSequences sequences = new ClientSequences();

    @Test
    void eachSequenceCountsOnceAndInOrder() {
        assertFalse(sequences.advance(1, 2), "a gap at the start");
        assertTrue(sequences.advance(1, 1));
        assertFalse(sequences.advance(1, 1), "a duplicate");
        assertFalse(sequences.advance(1, 3), "a gap");
        assertTrue(sequences.advance(1, 2));
        assertEquals(2, sequences.last(1));
    }

    @Test
    void clientsAreCountedApartWhateverTheyAreCalled() {
        long[] clients = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 42};
        for (long client : clients) {
            assertEquals(0, sequences.last(client));
            assertTrue(sequences.advance(client, 1));
        }
        assertEquals(clients.length, sequences.clients());
    }

    @Test
    void thousandsOfClientsAreRemembered() {
        for (long client = 0; client < 5000; client++) {
            assertTrue(sequences.advance(client * client, 1));
        }
        for (long client = 0; client < 5000; client++) {
            assertEquals(1, sequences.last(client * client));
        }
    }
}
