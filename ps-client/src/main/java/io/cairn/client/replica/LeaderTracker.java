package io.cairn.client.replica;

/**
 * Who leads a group, as far as its members have told. The newest term counts. Within one term there is at most one
 * leader, so a member that says it leads itself is right, a known leader beats none, and other hearsay changes nothing.
 */
public final class LeaderTracker {

    /** No member leads, or none is known to. */
    public static final int NO_LEADER = -1;

    private static final long NO_TERM = -1;

    private long termId = NO_TERM;
    private int leader = NO_LEADER;
    private int changes;

    /** Nothing told yet. */
    public LeaderTracker() {
        // terms begin at 0
    }

    /**
     * A member has told who leads.
     *
     * @param from       the member.
     * @param toldTermId leadership term, -1 before the first.
     * @param toldLeader the leader's member id, -1 for none.
     */
    public void onLeadership(int from, long toldTermId, int toldLeader) {
        boolean better = toldLeader == from || (leader == NO_LEADER && toldLeader != NO_LEADER);
        if (toldTermId > termId || (toldTermId == termId && better)) {
            set(toldTermId, toldLeader);
        }
    }

    /**
     * A member refused what only a leader takes. If it was taken for the leader, the one it names is tried instead; a
     * member that says of itself that it leads will overrule this.
     *
     * @param from the member.
     * @param hint member id of the leader it knows, -1 for none.
     */
    public void onNotLeader(int from, int hint) {
        if (leader == from) {
            set(termId, hint == from ? NO_LEADER : hint);
        }
    }

    private void set(long newTermId, int newLeader) {
        if (newTermId != termId || newLeader != leader) {
            termId = newTermId;
            leader = newLeader;
            changes++;
        }
    }

    /**
     * The newest term heard of.
     *
     * @return -1 if none.
     */
    public long termId() {
        return termId;
    }

    /**
     * The leader of that term.
     *
     * @return its member id, {@link #NO_LEADER} if none is known.
     */
    public int leader() {
        return leader;
    }

    /**
     * How often term or leader have changed.
     *
     * @return rises.
     */
    public int changes() {
        return changes;
    }
}
