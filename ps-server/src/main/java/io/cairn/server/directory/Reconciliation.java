package io.cairn.server.directory;

import java.util.List;

/** Where the directory's owner thread and its reconciler meet: what shall be, and how far it is so. */
public final class Reconciliation {

    private static final long NONE = -1;

    private volatile DesiredTables desired = new DesiredTables(0, List.of(), 1);
    private volatile long versionInForce = NONE;

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

    void inForce(long version) {
        versionInForce = version;
    }
}
