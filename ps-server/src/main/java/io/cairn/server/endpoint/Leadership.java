package io.cairn.server.endpoint;

import io.cairn.wire.codecs.ErrorCode;

/**
 * Who leads a group, as far as one of its replicas knows.
 *
 * @param termId         the newest term the replica has entered; rises with each election, -1 before the first.
 * @param leaderMemberId the leader of that term, {@link #NO_MEMBER} while there is none.
 */
public record Leadership(long termId, int leaderMemberId) {

    /** Stands for a member that is not known. */
    public static final int NO_MEMBER = -1;

    /** Before the first election. */
    public static final Leadership NONE = new Leadership(-1, NO_MEMBER);

    /**
     * Whether there is a leader.
     *
     * @return false during an election.
     */
    public boolean known() {
        return leaderMemberId != NO_MEMBER;
    }

    /** Why a replica that does not lead takes no changes. */
    Refusal refusal() {
        return new Refusal(ErrorCode.NOT_LEADER, leaderMemberId, known()
            ? "only the leader takes changes, ask member " + leaderMemberId
            : "only the leader takes changes, and the group is electing one; try again");
    }
}
