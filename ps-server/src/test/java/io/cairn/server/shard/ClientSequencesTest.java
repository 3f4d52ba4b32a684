package io.cairn.server.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClientSequencesTest {

    private static final long SEED = 20_240_917;
    private static final int STEPS = 20_000;
    private static final int IDLE_MS = 500;

    private final ClientSequences sequences = new ClientSequences();

    @Test
    void eachSequenceCountsOnceAndInOrder() {
        assertFalse(sequences.advance(1, 2, 0), "a gap at the start");
        assertTrue(sequences.advance(1, 1, 0));
        assertFalse(sequences.advance(1, 1, 0), "a duplicate");
        assertFalse(sequences.advance(1, 3, 0), "a gap");
        assertTrue(sequences.advance(1, 2, 0));
        assertEquals(2, sequences.last(1));
    }

    @Test
    void clientsAreCountedApartWhateverTheyAreCalled() {
        long[] clients = {1, 42, 1L << 40, Long.MAX_VALUE};
        for (long client : clients) {
            assertEquals(0, sequences.last(client));
            assertTrue(sequences.advance(client, 1, 0));
        }
        assertEquals(clients.length, sequences.clients());
    }

    @Test
    void thousandsOfClientsAreRemembered() {
        for (long client = 1; client < 5000; client++) {
            assertTrue(sequences.advance(client * client, 1, client));
        }
        for (long client = 1; client < 5000; client++) {
            assertEquals(1, sequences.last(client * client));
        }
    }

    @Test
    void whoPushedNothingForLongIsForgottenAndNoPushOfItCountsAgain() {
        sequences.advance(10, 1, 1000);
        sequences.advance(20, 1, 2000);
        sequences.advance(10, 2, 3000);
        assertEquals(1, sequences.forget(3000));
        assertTrue(sequences.forgotten(20));
        assertFalse(sequences.advance(20, 1, 4000), "its first push, sent again");
        assertFalse(sequences.advance(20, 2, 4000), "its next push");
        assertTrue(sequences.advance(10, 3, 4000), "a client that pushed on");
    }

    @Test
    void whoeverIsYoungerThanAllForgottenBeginsAtOne() {
        sequences.advance(20, 1, 1000);
        sequences.forget(2000);
        assertTrue(sequences.forgotten(19), "an older id may be one that was forgotten");
        assertFalse(sequences.forgotten(21));
        assertTrue(sequences.advance(21, 1, 2000));
    }

    @Test
    void aLeaderWhoseClockIsBehindForgetsNobodyTooEarly() {
        sequences.advance(1, 1, 5000);
        sequences.advance(2, 1, 1000);
        assertEquals(0, sequences.forget(5000));
        assertEquals(2, sequences.forget(5001));
    }

    /** However clients come, pause and retry: no push counts twice, and memory holds only those that pushed lately. */
    @Test
    void noPushCountsTwiceOverThousandsOfForgottenClients() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Long, Long> sent = new HashMap<>();
        Set<String> counted = new HashSet<>();
        List<Long> clients = new ArrayList<>();
        long nowMs = 0;
        for (int step = 0; step < STEPS; step++) {
            nowMs += random.nextInt(20);
            if (random.nextInt(10) == 0) {
                clients.add(step + 1L);
            }
            if (random.nextInt(50) == 0) {
                sequences.forget(nowMs - IDLE_MS);
                long oldestMs = sequences.clients() == 0 ? nowMs : sequences.idleSinceMs();
                assertTrue(oldestMs >= nowMs - IDLE_MS, "seed " + SEED + ", step " + step);
            }
            if (!clients.isEmpty()) {
                long client = clients.get(random.nextInt(clients.size()));
                boolean retry = random.nextBoolean();
                long sequence = retry ? 1 + random.nextLong(sent.getOrDefault(client, 0L) + 1)
                    : sent.merge(client, 1L, Long::sum);
                if (sequences.advance(client, sequence, nowMs)) {
                    assertTrue(counted.add(client + "/" + sequence), "seed " + SEED + ", step " + step + ": push "
                        + sequence + " of client " + client + " counted twice");
                }
            }
        }
        assertTrue(counted.size() > 100 && sequences.forgottenMax() > 0, "seed " + SEED);
    }

    @Test
    void restoredClientsStandInTheSameLine() {
        sequences.advance(5, 1, 1000);
        sequences.advance(3, 1, 2000);
        sequences.advance(4, 1, 3000);
        sequences.advance(5, 2, 4000);
        sequences.forget(1500);
        ClientSequences restored = new ClientSequences();
        sequences.forEach(restored::restore);
        restored.forgottenMax(sequences.forgottenMax());
        assertEquals(lines(sequences), lines(restored));
        assertEquals(sequences.forget(3500), restored.forget(3500));
        assertEquals(List.of("5 2 4000"), lines(restored));
    }

    private static List<String> lines(ClientSequences clients) {
        List<String> lines = new ArrayList<>();
        clients.forEach((client, sequence, timeMs) -> lines.add(client + " " + sequence + " " + timeMs));
        return lines;
    }
}
