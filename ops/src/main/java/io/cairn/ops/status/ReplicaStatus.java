package io.cairn.ops.status;

/**
 * How one replica stands.
 *
 * @param group    {@code directory} or {@code shard-<id>}.
 * @param member   place in the group.
 * @param node     the node that hosts it.
 * @param role     what it says of itself.
 * @param position log position applied, -1 if it does not answer.
 * @param lag      bytes of log that the leader is ahead, -1 if that is not known.
 * @param rows     rows of all tables, -1 if it does not answer or is the directory's.
 */
public record ReplicaStatus(String group, int member, String node, Role role, long position, long lag, long rows) {

    /** Stands for a number that is not known. */
    public static final long UNKNOWN = -1;

    /** What a replica is in its group. */
    public enum Role {
        /** Takes changes. */
        LEADER,
        /** Follows a leader. */
        FOLLOWER,
        /** Knows of no leader now. */
        ELECTING,
        /** Its doors are closed: the node is down, starting, or not to be reached. */
        SILENT
    }

    /** How far behind the leader this is. */
    ReplicaStatus behind(long leaderPosition) {
        return new ReplicaStatus(group, member, node, role, position, Math.max(0, leaderPosition - position), rows);
    }
}
