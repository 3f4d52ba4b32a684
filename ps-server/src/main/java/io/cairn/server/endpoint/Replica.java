package io.cairn.server.endpoint;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;

/** What a request endpoint asks of the state behind it. Called by the owner thread only. */
public interface Replica {

    /**
     * Which group this is a replica of.
     *
     * @return the shard's id, -1 for the directory.
     */
    int shardId();

    /**
     * Whether reads may be answered: by the leader, and by followers that have caught up once.
     *
     * @return false while the replica starts.
     */
    boolean ready();

    /**
     * Who leads the group.
     *
     * @return the same object as long as nothing changes.
     */
    Leadership leadership();

    /**
     * Whether this replica leads, and so takes changes.
     *
     * @return false on followers, and while there is no leader.
     */
    boolean leads();

    /**
     * Version of the slot map in force.
     *
     * @return 1 or above.
     */
    int slotMapVersion();

    /**
     * How far the log has been applied.
     *
     * @return a log position.
     */
    long position();

    /**
     * The last push of a client that was applied.
     *
     * @param clientId any.
     * @return its sequence, 0 if there was none, {@link io.cairn.wire.ClientId#FORGOTTEN} if there may have been some.
     */
    long lastSequence(long clientId);

    /**
     * Takes one request of an open session.
     *
     * @param session who asks.
     * @param request what is asked; length and version of its fixed block are right.
     * @return COMMIT if the request is done with, ABORT if it must be shown again, for it waits for something.
     */
    Action onRequest(RequestSession session, Request request);
}
