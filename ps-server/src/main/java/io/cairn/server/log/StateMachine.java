package io.cairn.server.log;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.snapshot.SnapshotState;
import java.util.List;
import org.agrona.DirectBuffer;

/** State that is a function of a log, and the requests that it answers. Called by the replica's owner thread only. */
public interface StateMachine extends AutoCloseable {

    /**
     * Applies one message of the log. Must depend on nothing but the messages before it, this one, and the position and
     * time that the {@link ReplicaStatus} shows during the call.
     *
     * @param buffer holds the message.
     * @param offset where its header begins.
     * @param length of the message in bytes.
     */
    void onLogMessage(DirectBuffer buffer, int offset, int length);

    /**
     * Takes one request of an open session.
     *
     * @param session who asks.
     * @param request what is asked.
     * @return COMMIT if the request is done with, ABORT if it must be shown again.
     */
    Action onRequest(RequestSession session, Request request);

    /**
     * Once per duty cycle, after requests: what goes out without being asked for.
     *
     * @param nowNs    time at which the duty cycle began.
     * @param sessions all sessions of the replica.
     * @return an amount of work, 0 for none.
     */
    int doWork(long nowNs, List<RequestSession> sessions);

    /**
     * The state as snapshots see it.
     *
     * @return the same object each time.
     */
    SnapshotState snapshotState();

    /**
     * The way into the log is new: this replica leads now, or its session with the consensus module broke. What was
     * forwarded before and has not come out of the log may be lost, and others may have written meanwhile.
     *
     * @param sessions all sessions of the replica.
     */
    void onForwardedLost(List<RequestSession> sessions);

    /**
     * The last push of a client that was applied.
     *
     * @param clientId any.
     * @return its sequence, 0 if there was none, {@link io.cairn.wire.ClientId#FORGOTTEN} if there may have been some.
     */
    long lastSequence(long clientId);

    /**
     * Version of the slot map in force.
     *
     * @return 1 or above.
     */
    int slotMapVersion();

    /** Gives back what the state holds. */
    @Override
    void close();
}
