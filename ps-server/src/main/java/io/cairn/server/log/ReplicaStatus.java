package io.cairn.server.log;

/**
 * Where a replica stands. Written by its owner thread; other threads may ask for {@link #ready()} only.
 */
public final class ReplicaStatus {

    /** Stands for a member that is not known. */
    public static final int NO_MEMBER = -1;

    private long position;
    private long timestampMs;
    private int memberId = NO_MEMBER;
    private int leaderMemberId = NO_MEMBER;
    private volatile boolean ready;

    /** A replica that has applied nothing. */
    public ReplicaStatus() {
    }

    /**
     * How far the log is applied.
     *
     * @return position behind the last message applied, 0 for none.
     */
    public long position() {
        return position;
    }

    /**
     * Cluster time of the last message applied.
     *
     * @return milliseconds since 1970, 0 for none.
     */
    public long timestampMs() {
        return timestampMs;
    }

    /**
     * This replica's place in its group.
     *
     * @return a member id, {@link #NO_MEMBER} until it has joined.
     */
    public int memberId() {
        return memberId;
    }

    /**
     * The group's leader.
     *
     * @return a member id, {@link #NO_MEMBER} while there is none.
     */
    public int leaderMemberId() {
        return leaderMemberId;
    }

    /**
     * Whether the replica answers requests. Safe for all threads.
     *
     * @return false while it replays its log, and on followers.
     */
    public boolean ready() {
        return ready;
    }

    void onMessage(long logPosition, long clusterTimeMs) {
        position = logPosition;
        timestampMs = clusterTimeMs;
    }

    void member(int id) {
        memberId = id;
    }

    void leader(int id) {
        leaderMemberId = id;
    }

    void ready(boolean isReady) {
        if (ready != isReady) {
            ready = isReady;
        }
    }
}
