package io.cairn.server.directory;

import java.util.List;

/** Where the directory's owner thread and its reconciler meet: what shall be, and how far it is so. */
public final class Reconciliation {

    private static final long NONE = -1;

    private volatile DesiredTables desired = new DesiredTables(0, List.of(), 1);
    private volatile long versionInForce = NONE;
    private volatile String laggards = "the reconciler has not looked yet";

    /** Nothing desired, nothing in force. */
    public Reconciliation() {
    }

    DesiredTables desired() {
        return desired;
    }

    void desire(DesiredTables tables) {
        desired = tables;
    }

    /** The newest version that every shard has applied. */
    long versionInForce() {
        return versionInForce;
    }

    /** Which shards have not followed yet and why, for people. */
    String laggards() {
        return laggards;
    }

    void laggards(String text) {
        laggards = text;
    }

    void inForce(long version) {
        versionInForce = version;
    }
}
