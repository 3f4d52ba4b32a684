package io.cairn.server.log;

import io.cairn.server.endpoint.Leadership;

/**
 * Where a replica stands. Written by its owner thread; other threads may ask for {@link #ready()} and {@link #leads()}
 * only.
 */
public final class ReplicaStatus {

    private long position;
    private long timestampMs;
    private int memberId = Leadership.NO_MEMBER;
    private Leadership leadership = Leadership.NONE;
    private volatile boolean ready;
    private volatile boolean leads;

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
     * @return a member id, {@link Leadership#NO_MEMBER} until it has joined.
     */
    public int memberId() {
        return memberId;
    }

    /**
     * Who leads the group.
     *
     * @return the same object as long as nothing changes.
     */
    public Leadership leadership() {
        return leadership;
    }

    /**
     * Whether this replica leads its group, and so takes changes. Safe for all threads.
     *
     * @return false on followers, and while there is no leader.
     */
    public boolean leads() {
        return leads;
    }

    /**
     * Whether the replica answers reads. Safe for all threads.
     *
     * @return false while it replays its log and catches up for the first time.
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

    void leadership(Leadership known) {
        leadership = known;
        leads = known.known() && known.leaderMemberId() == memberId;
    }

    void ready(boolean isReady) {
        ready = isReady;
    }
}
