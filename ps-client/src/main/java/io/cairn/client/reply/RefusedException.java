package io.cairn.client.reply;

import io.cairn.wire.codecs.ErrorCode;

/** A replica or the directory refused a request by name; the request had no effect. */
public final class RefusedException extends CairnException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final long detail;

    /**
     * A refusal as it came.
     *
     * @param from   who refused, for example {@code shard-0}.
     * @param code   why.
     * @param detail the number that goes with the code, see {@code cairn-codecs.xml}.
     * @param text   what the other side adds, may be empty.
     */
    public RefusedException(String from, ErrorCode code, long detail, String text) {
        super(from + " refused: " + code + " (" + detail + ")" + (text.isEmpty() ? "" : ", " + text) + "; "
            + remedy(code), isRetryable(code));
        this.code = code;
        this.detail = detail;
    }

    /**
     * Why the request was refused.
     *
     * @return the code from the wire.
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The number that goes with the code: a table id, a key, a limit.
     *
     * @return its meaning stands at each code in {@code cairn-codecs.xml}.
     */
    public long detail() {
        return detail;
    }

    /**
     * Whether a refusal passes by itself, so that the client repeats the request until its deadline.
     *
     * @param code why a request was refused.
     * @return true for what depends on the cluster's state rather than on the request.
     */
    public static boolean isRetryable(ErrorCode code) {
        return switch (code) {
            case STALE_SLOT_MAP, UNKNOWN_TABLE, SESSION_NOT_OPEN, NOT_LEADER, NOT_READY, DEADLINE_EXCEEDED,
                SEQUENCE_GAP, MEMORY_FULL, DISK_FULL, TOO_MANY_SESSIONS -> true;
            default -> false;
        };
    }

    private static String remedy(ErrorCode code) {
        return switch (code) {
            case UNKNOWN_TABLE -> "create the table, or look it up again by its name if it was dropped and made anew";
            case WRONG_DIMENSION -> "use the Table that createTable or table returned";
            case NON_FINITE_GRADIENT -> "check the loss for NaN and infinity before pushing";
            case BATCH_TOO_LARGE -> "split the push, raise limits.messageBytesMax of the cluster, or lower the table's "
                + "dimension";
            case DUPLICATE_KEY -> "add up the gradients of equal keys and push each key once";
            case TABLE_MISMATCH -> "use another name, or drop the existing table first";
            case INVALID_TABLE -> "correct the named field";
            case TOO_MANY_TABLES -> "drop a table or raise limits.tablesMax";
            case INVALID_ALIAS -> "correct the alias";
            case TOO_MANY_ALIASES -> "remove an alias or raise limits.tablesMax";
            case TABLE_HAS_ALIAS -> "set the alias to another table, or remove it, then drop the table";
            case TOO_MANY_CLIENTS -> "reuse client ids or raise limits.clientsMax";
            case TOO_MANY_SESSIONS -> "close clients that are not used, or raise limits.sessionsMax";
            case CLIENT_EXPIRED -> "connect a new client, which gets a new id; what this one pushed and was not "
                + "acknowledged may or may not count";
            case INVALID_CLIENT -> "make ids with ClientId.next, and set this machine's clock";
            case MEMORY_FULL -> "pushes are taken again once tables are dropped or limits.memoryBytesMax is raised; "
                + "pulls go on";
            case DISK_FULL -> "pushes are taken again once there is space on the node's disk; pulls go on";
            case UNAUTHENTICATED -> "check the principal's name, and that client and nodes have the same token";
            case PERMISSION_DENIED -> "ask as another principal, or have the operator give this one the role";
            case UNSUPPORTED_VERSION -> "upgrade the nodes before the clients";
            case WRONG_CLUSTER -> "check the cluster's name and the directory's endpoint";
            case MALFORMED -> "client and node disagree on the protocol; report it";
            case DEADLINE_EXCEEDED -> "allow more time, or look at the replica's lag with 'cairn status'";
            case SNAPSHOT_FAILED -> "see the log of the node that leads the group, most likely its disk is full";
            case CHECKPOINT_FAILED -> "see the log of the node that leads the shard, most likely a disk is full or "
                + "checkpoints.directory cannot be written";
            case SNAPSHOT_GONE -> "ask for the newest one";
            case SEQUENCE_GAP -> "send pushes in the order of their numbers, again from the one that is missing";
            case STALE_SLOT_MAP, SESSION_NOT_OPEN, NOT_LEADER, NOT_READY, NULL_VAL -> "try again later";
        };
    }
}
