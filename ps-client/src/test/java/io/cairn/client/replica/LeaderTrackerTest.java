package io.cairn.client.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Whom a client takes for the leader when its replicas do not agree. */
final class LeaderTrackerTest {

    private final LeaderTracker tracker = new LeaderTracker();

    @Test
    void newestTermCountsEvenIfNobodyLeadsIt() {
        tracker.onLeadership(0, 5, 0);
        tracker.onLeadership(1, 6, -1);
        tracker.onLeadership(0, 5, 0);
        assertEquals(LeaderTracker.NO_LEADER, tracker.leader());
        tracker.onLeadership(1, 6, 2);
        assertEquals(2, tracker.leader());
        tracker.onLeadership(0, 6, -1);
        assertEquals(2, tracker.leader());
    }

    @Test
    void memberNamedByOneThatRefusesIsTriedUntilAnotherSaysOfItselfThatItLeads() {
        tracker.onLeadership(0, 5, 0);
        tracker.onNotLeader(1, 2);
        assertEquals(0, tracker.leader(), "only the leader can deny itself");
        tracker.onNotLeader(0, 1);
        assertEquals(1, tracker.leader());
        tracker.onLeadership(1, 5, 0);
        assertEquals(1, tracker.leader(), "hearsay");
        tracker.onLeadership(0, 5, 0);
        assertEquals(0, tracker.leader());
    }
}
