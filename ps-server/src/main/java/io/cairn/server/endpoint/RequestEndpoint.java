package io.cairn.server.endpoint;

import io.aeron.Aeron;
import io.aeron.ControlledFragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import io.cairn.client.channel.RequestChannels;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Where a replica listens: one stream over UDP, the same over IPC, a session for each image of them. Polled by the
 * owner thread in its duty cycle. A request whose answer finds no room, or that waits for something, is not consumed
 * and comes again: the client sees a publication that does not move, and nothing is queued here.
 */
public final class RequestEndpoint implements AutoCloseable {

    private static final int FRAGMENT_LIMIT = 32;
    /** So many who want a session beyond the limit are told so; who else is there waits unheard until one goes. */
    private static final int TOLD_MAX = 64;

    private final EndpointContext context;
    private final Aeron aeron;
    private final Replica replica;
    private final SessionAdapter adapter;
    private final LeadershipPublisher leaderships = new LeadershipPublisher();
    private final ReplicaCounters counters;
    private final ErrorHandler errorHandler;
    private final ControlledFragmentAssembler udpAssembler = new ControlledFragmentAssembler(this::onFragment);
    private final ControlledFragmentAssembler ipcAssembler = new ControlledFragmentAssembler(this::onFragment);
    private final Subscription udp;
    private final Subscription ipc;
    private final Long2ObjectHashMap<RequestSession> sessionsByImage = new Long2ObjectHashMap<>();
    private final List<RequestSession> sessions = new ArrayList<>();
    private final List<Image> arrived = new ArrayList<>();
    private final List<Image> gone = new ArrayList<>();
    private final Request request = new Request();
    private long nowNs;

    /**
     * Begins to listen.
     *
     * @param context  channels and limits.
     * @param aeron    the owner thread's client, with a conductor that this thread invokes, so that images come and go
     *                 on it.
     * @param replica  answers.
     * @param refusals writes refusals.
     */
    public RequestEndpoint(EndpointContext context, Aeron aeron, Replica replica, RefusalPublisher refusals) {
        this.context = context;
        this.aeron = aeron;
        this.replica = replica;
        counters = context.counters();
        errorHandler = context.errorHandler();
        Handshake handshake = new Handshake(context.access(), context.clusterId(), replica.shardId());
        adapter = new SessionAdapter(context, replica, handshake, sessions, refusals);
        int streamId = RequestChannels.requestStreamId(replica.shardId());
        RequestChannels channels = context.channels();
        udp = aeron.addSubscription(
            channels.requestSubscription(context.requestEndpoint()), streamId, arrived::add, gone::add);
        ipc = aeron.addSubscription(channels.requestSubscription(), streamId, arrived::add, gone::add);
    }

    /**
     * One round: sessions that come and go, news of who leads, then requests.
     *
     * @param timeNs time at which the duty cycle began.
     * @return an amount of work, 0 for none.
     */
    public int poll(long timeNs) {
        nowNs = timeNs;
        int work = 0;
        if (!gone.isEmpty()) {
            work += closeGone();
        }
        if (!arrived.isEmpty()) {
            work += addArrived();
        }
        work += leaderships.publish(replica.leadership(), sessions);
        work += udp.controlledPoll(udpAssembler, FRAGMENT_LIMIT);
        work += ipc.controlledPoll(ipcAssembler, FRAGMENT_LIMIT);
        return work;
    }

    /**
     * The sessions there are.
     *
     * @return the endpoint's own list; read only, on the owner thread.
     */
    public List<RequestSession> sessions() {
        return sessions;
    }

    /** Ends all sessions and stops listening. */
    @Override
    public void close() {
        CloseHelper.closeAll(errorHandler, sessions);
        sessions.clear();
        sessionsByImage.clear();
        CloseHelper.closeAll(errorHandler, udp, ipc);
    }

    private Action onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        RequestSession session = sessionsByImage.get(((Image) header.context()).correlationId());
        if (session == null || !connected(session)) {
            return Action.ABORT;
        }
        if (length < Long.BYTES) {
            return Action.COMMIT;
        }
        session.onShown(nowNs);
        Action action = adapter.onRequest(session, request.wrap(buffer, offset, length, nowNs));
        if (action != Action.ABORT) {
            session.onRequestDone();
        }
        return action;
    }

    private boolean connected(RequestSession session) {
        try {
            return session.connect();
        } catch (RegistrationException e) {
            errorHandler.onError(e);
            return false;
        }
    }

    private int addArrived() {
        int room = context.cluster().limits().sessionsMax() + TOLD_MAX - sessions.size();
        int count = Math.min(arrived.size(), room);
        for (Image image : arrived.subList(0, count)) {
            RequestSession session = new RequestSession(aeron, addPublication(image));
            sessionsByImage.put(image.correlationId(), session);
            sessions.add(session);
        }
        arrived.subList(0, count).clear();
        counters.sessions(sessions.size());
        return count;
    }

    private long addPublication(Image image) {
        RequestChannels channels = context.channels();
        boolean overIpc = image.subscription() == ipc;
        String channel = overIpc
            ? channels.responsePublication(image.correlationId())
            : channels.responsePublication(context.responseEndpoint(), image.correlationId());
        int streamId = RequestChannels.responseStreamId(context.shardId());
        return aeron.asyncAddExclusivePublication(channel, streamId);
    }

    private int closeGone() {
        int count = gone.size();
        for (Image image : gone) {
            arrived.remove(image);
            ControlledFragmentAssembler assembler = image.subscription() == ipc ? ipcAssembler : udpAssembler;
            assembler.freeSessionBuffer(image.sessionId());
            RequestSession session = sessionsByImage.remove(image.correlationId());
            if (session != null) {
                sessions.remove(session);
                CloseHelper.close(errorHandler, session);
            }
        }
        gone.clear();
        counters.sessions(sessions.size());
        return count;
    }
}
