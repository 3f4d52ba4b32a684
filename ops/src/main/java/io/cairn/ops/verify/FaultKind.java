package io.cairn.ops.verify;

/** What is done to the nodes of a cluster. */
enum FaultKind {
    /** The node with the leader of a shard dies at once, and is started again. */
    KILL_LEADER("kill -9 of a leader", Victims.LEADER),
    /** A node without the leader of a shard dies at once, and is started again. */
    KILL_FOLLOWER("kill -9 of a follower", Victims.FOLLOWER),
    /** All nodes die at once, and are started again. */
    KILL_ALL("kill -9 of all nodes", Victims.ALL),
    /** The node with the leader of a shard ends in order, and is started again. */
    RESTART_LEADER("restart of a leader", Victims.LEADER),
    /** The node with the leader of a shard is held still for longer than an election takes. */
    FREEZE_LEADER("leader held still", Victims.LEADER),
    /** A node without the leader of a shard is held still for as long. */
    FREEZE_FOLLOWER("follower held still", Victims.FOLLOWER),
    /** Nothing comes to or from the node with the leader of a shard, for as long. */
    CUT_LEADER("leader cut off", Victims.LEADER),
    /** Nothing comes to or from a node without the leader of a shard, for as long. */
    CUT_FOLLOWER("follower cut off", Victims.FOLLOWER),
    /** All nodes lose some of the packets they send and receive, for as long. */
    LOSE_PACKETS("packets lost", Victims.ALL),
    /** A node dies, and finds a bit of its newest snapshot flipped when it is started again. */
    FLIP_SNAPSHOT("bit flipped in a snapshot", Victims.FOLLOWER),
    /** A node dies, and finds half of its newest snapshot when it is started again. */
    TRUNCATE_SNAPSHOT("snapshot truncated", Victims.LEADER),
    /** The disk of the node with the leader of a shard has too little space left for pushes, for a while. */
    FILL_DISK("disk of a leader full", Victims.LEADER);

    private final String label;
    private final Victims victims;

    /** Whom a fault befalls. */
    enum Victims { LEADER, FOLLOWER, ALL }

    FaultKind(String label, Victims victims) {
        this.label = label;
        this.victims = victims;
    }

    /** For people. */
    String label() {
        return label;
    }

    /** Whom it befalls. */
    Victims victims() {
        return victims;
    }
}
