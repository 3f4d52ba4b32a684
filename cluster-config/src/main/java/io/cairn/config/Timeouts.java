package io.cairn.config;

/**
 * How long the replicas of a group wait for each other. A group whose leader was killed has a new one after the silence
 * that makes its followers doubt it, at most one and a half elections, and the time to join its log.
 *
 * @param leaderHeartbeatMs silence after which followers of a group elect another leader, and a leader that hears from
 *                          no majority steps down, 200 to 60,000. Every pause of a process below it goes unnoticed. A
 *                          follower that is silent for as long is no longer waited for by the log.
 * @param electionMs        how long votes are counted when a replica does not answer, 100 to 60,000.
 * @param startupCanvassMs  how long a group that starts waits for all its replicas before a majority elects, from twice
 *                          {@code leaderHeartbeatMs} to 600,000.
 */
public record Timeouts(int leaderHeartbeatMs, int electionMs, int startupCanvassMs) {

    private static final int HEARTBEAT_MIN = 200;
    private static final int ELECTION_MIN = 100;
    private static final int WAIT_MAX = 60_000;
    private static final int CANVASS_MAX = 600_000;

    /** Checks each range, and that a start waits longer than a leader may be silent. */
    public Timeouts {
        requireRange("timeouts.leaderHeartbeatMs", leaderHeartbeatMs, HEARTBEAT_MIN, WAIT_MAX);
        requireRange("timeouts.electionMs", electionMs, ELECTION_MIN, WAIT_MAX);
        requireRange("timeouts.startupCanvassMs", startupCanvassMs, 2 * leaderHeartbeatMs, CANVASS_MAX);
    }

    /**
     * Defaults for all processes on one machine that is busy with other things too.
     *
     * @return 1 s of silence, 0.5 s of election, 5 s of start.
     */
    public static Timeouts oneMachine() {
        return new Timeouts(1000, 500, 5000);
    }

    /**
     * Defaults for machines that have little else to do.
     *
     * @return 0.7 s of silence, 0.3 s of election, 10 s of start.
     */
    public static Timeouts lan() {
        return new Timeouts(700, 300, 10_000);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }
}
