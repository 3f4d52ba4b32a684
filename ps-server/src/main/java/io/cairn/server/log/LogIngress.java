package io.cairn.server.log;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.RequestSession;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The leader's way into its own log: a cluster client over IPC, driven step by step from the owner thread, never
 * waiting.
 *
 * <pre>
 *   IDLE --open--> WAITING --pause over--> CONNECTING --session open--> CONNECTED
 *    ^                ^                        | failed                     | session closed
 *    |                +------------------------+----------------------------+
 *    +--close-- (from any)
 * </pre>
 *
 * <p>Messages get tickets 0, 1, 2, … in the order they are forwarded; a ticket is {@linkplain #applied applied} once
 * its message came out of the log. Each new session counts from 0 again, and {@link #openings()} rises: what was
 * forwarded through the one before may be lost.
 */
public final class LogIngress implements AutoCloseable {

    private enum State { IDLE, WAITING, CONNECTING, CONNECTED }

    private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final IngressContext context;
    private State state = State.IDLE;
    private Aeron aeron;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster cluster;
    private long deadlineNs;
    private long forwarded;
    private long applied;
    private int openings;

    /**
     * A way that is not open yet.
     *
     * @param context where the consensus module is.
     */
    public LogIngress(IngressContext context) {
        this.context = context;
    }

    void open(Aeron client, long nowNs) {
        if (state == State.IDLE) {
            aeron = client;
            waitUntil(nowNs);
        }
    }

    /**
     * One step.
     *
     * @param nowNs time at which the duty cycle began.
     * @return an amount of work, 0 for none.
     */
    int poll(long nowNs) {
        return switch (state) {
            case IDLE -> 0;
            case WAITING -> startConnecting(nowNs);
            case CONNECTING -> connect(nowNs);
            case CONNECTED -> keepConnected(nowNs);
        };
    }

    /**
     * Whether messages can be forwarded.
     *
     * @return true while a session with the consensus module is open.
     */
    public boolean connected() {
        return state == State.CONNECTED;
    }

    /**
     * Forwards a message into the log, unchanged.
     *
     * @param buffer holds the message.
     * @param offset where it begins.
     * @param length in bytes.
     * @return false if there is no room now or no session; try again in a later duty cycle.
     */
    public boolean forward(DirectBuffer buffer, int offset, int length) {
        if (state == State.CONNECTED && cluster.offer(buffer, offset, length) > 0) {
            forwarded++;
            return true;
        }
        return false;
    }

    /**
     * Sees to it that what a request comes down to is in the log: puts it there once, and again only if the log lost it
     * or it came out and the request was shown again nevertheless.
     *
     * @param session who asks; remembers that it is there.
     * @param message goes into the log.
     * @param offset  where its header begins.
     * @param length  its bytes.
     * @return ABORT: the request comes again until it can be answered.
     */
    public Action forwardOnce(RequestSession session, DirectBuffer message, int offset, int length) {
        if (!underWay(session) && forward(message, offset, length)) {
            session.ticket(lastTicket());
        }
        return Action.ABORT;
    }

    /**
     * Whether the request in hand is on its way through the log.
     *
     * @param session who asks.
     * @return false before it went there, and once it came out.
     */
    public boolean underWay(RequestSession session) {
        return session.hasTicket() && !applied(session.ticket());
    }

    /**
     * The ticket of the message forwarded last.
     *
     * @return 0 or above, -1 before the first.
     */
    public long lastTicket() {
        return forwarded - 1;
    }

    /**
     * Whether a forwarded message came out of the log.
     *
     * @param ticket from {@link #lastTicket()}.
     * @return true from its application on.
     */
    public boolean applied(long ticket) {
        return ticket < applied;
    }

    /**
     * How often a session was opened. What was forwarded before the last time, and is not applied, may be lost.
     *
     * @return 0 or above.
     */
    public int openings() {
        return openings;
    }

    void onApplied(long clusterSessionId) {
        if (state == State.CONNECTED && cluster.clusterSessionId() == clusterSessionId) {
            applied++;
        }
    }

    @Override
    public void close() {
        drop();
        state = State.IDLE;
    }

    private int startConnecting(long nowNs) {
        if (nowNs - deadlineNs < 0) {
            return 0;
        }
        connecting = AeronCluster.asyncConnect(new AeronCluster.Context()
            .aeron(aeron)
            .ownsAeronClient(false)
            .clientName("cairn-ingress-" + context.name())
            .ingressChannel(context.ingressChannel())
            .ingressStreamId(context.ingressStreamId())
            .egressChannel(context.egressChannel())
            .egressStreamId(context.egressStreamId())
            .egressListener((sessionId, timestamp, buffer, offset, length, header) -> { })
            .credentialsSupplier(context.credentials())
            .messageTimeoutNs(CONNECT_TIMEOUT_NS)
            .errorHandler(context.errorHandler()));
        state = State.CONNECTING;
        return 1;
    }

    private int connect(long nowNs) {
        AeronCluster client;
        try {
            client = connecting.poll();
        } catch (RuntimeException e) {
            context.errorHandler().onError(e);
            drop();
            waitUntil(nowNs + PAUSE_NS);
            return 1;
        }
        if (client == null) {
            return 0;
        }
        cluster = client;
        forwarded = 0;
        applied = 0;
        deadlineNs = nowNs + KEEP_ALIVE_NS;
        openings++;
        state = State.CONNECTED;
        return 1;
    }

    private int keepConnected(long nowNs) {
        int work = cluster.pollEgress();
        if (nowNs - deadlineNs >= 0 && !cluster.isClosed() && cluster.sendKeepAlive()) {
            deadlineNs = nowNs + KEEP_ALIVE_NS;
            work++;
        }
        if (cluster.isClosed()) {
            drop();
            waitUntil(nowNs + PAUSE_NS);
            work++;
        }
        return work;
    }

    private void waitUntil(long timeNs) {
        deadlineNs = timeNs;
        state = State.WAITING;
    }

    private void drop() {
        if (state == State.CONNECTED) {
            CloseHelper.close(context.errorHandler(), cluster);
        } else if (state == State.CONNECTING) {
            CloseHelper.close(context.errorHandler(), connecting);
        }
    }
}
