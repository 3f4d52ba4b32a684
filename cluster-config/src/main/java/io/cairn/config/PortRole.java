package io.cairn.config;

/** What a port of a replica is for; each has its offset in the replica's block of ports. */
public enum PortRole {
    /** UDP: requests of clients. */
    REQUESTS(0),
    /** UDP: control of the response streams back to clients. */
    RESPONSES(1),
    /** UDP: the consensus module's ingress. */
    INGRESS(2),
    /** UDP: members talk about terms and votes. */
    CONSENSUS(3),
    /** UDP: the leader's log. */
    LOG(4),
    /** UDP: a follower catches up. */
    CATCHUP(5),
    /** UDP: control of the node's archive; used in the directory's block only. */
    ARCHIVE(6),
    /** UDP: responses of the node's archive; used in the directory's block only. */
    ARCHIVE_RESPONSES(7);

    private final int offset;

    PortRole(int offset) {
        this.offset = offset;
    }

    /**
     * Where the port lies in a replica's block of ten.
     *
     * @return 0 to 9.
     */
    public int offset() {
        return offset;
    }
}
