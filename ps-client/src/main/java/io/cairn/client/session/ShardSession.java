package io.cairn.client.session;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.BufferClaim;
import io.cairn.access.Credentials;
import io.cairn.access.Token;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.CairnException;
import io.cairn.wire.codecs.ChallengeDecoder;
import io.cairn.wire.codecs.ChallengeResponseDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionDecoder;
import io.cairn.wire.codecs.OpenSessionEncoder;
import io.cairn.wire.codecs.SessionOpenedDecoder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A conversation with one replica of a shard or of the directory, kept up by polling: it connects, opens, and does both
 * again when the connection is lost. Nothing blocks. What is asked and answered is the business of its user, who asks
 * again after {@link AnswerHandler#onLost}.
 *
 * <p>One thread polls, offers and closes.
 */
public final class ShardSession implements AutoCloseable {

    /** Answers handled per poll: each can hold a whole datagram of rows, and other sessions wait their turn. */
    private static final int FRAGMENT_LIMIT = 16;

    /** How long one attempt to connect and open may take before the streams are made anew. */
    private static final long ATTEMPT_NS = TimeUnit.SECONDS.toNanos(5);

    /** Pause after a lost connection or an answer that says 'not yet'. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Aeron aeron;
    private final RequestChannels channels;
    private final SessionTarget target;
    private final AnswerHandler handler;
    private final UnsafeBuffer openMessage;
    private final FragmentAssembler assembler;

    private SessionState state = SessionState.CONNECTING;
    private String reason = SessionStreams.NOT_SET_UP;
    private SessionStreams streams;
    private long nowNs;
    private long pauseUntilNs;
    private long attemptUntilNs;
    private long attempt;
    private boolean openSent;
    private Optional<DirectBuffer> challengeResponse = Optional.empty();
    private CairnException failure;
    /** Why an open session has to end at the next poll: streams cannot be closed from within their own handler. */
    private String ending = "";

    /**
     * A session that connects once it is polled.
     *
     * @param aeron    client of the media driver to use; not closed by the session.
     * @param channels parameters of the streams.
     * @param target   whom to talk to.
     * @param handler  receives what is heard.
     */
    public ShardSession(Aeron aeron, RequestChannels channels, SessionTarget target, AnswerHandler handler) {
        this.aeron = aeron;
        this.channels = channels;
        this.target = target;
        this.handler = handler;
        this.openMessage =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + OpenSessionEncoder.BLOCK_LENGTH]);
        this.assembler = new FragmentAssembler(new AnswerAdapter(target.name(), this, handler));
    }

    /**
     * Does what can be done now: a step of connecting, or up to 16 answers.
     *
     * @param now monotonic time in nanoseconds.
     * @return 0 if there was nothing to do.
     * @throws CairnException if the session was refused for good, its media driver is gone, or an answer cannot be
     *                        understood.
     */
    public int poll(long now) {
        nowNs = now;
        if (failure != null) {
            close();
            throw failure;
        }
        if (state == SessionState.CLOSED) {
            return 0;
        }
        if (aeron.isClosed()) {
            throw new CairnException("media driver of " + target.name() + " is gone: start it again, then connect a "
                + "new client", true);
        }
        int work = state == SessionState.OPEN ? keepOpen() : attemptOpen();
        return streams == null ? work : work + streams.poll(assembler, FRAGMENT_LIMIT);
    }

    private int keepOpen() {
        if (!streams.isConnected()) {
            ending = "connection lost: " + streams.missing();
        }
        if (!ending.isEmpty()) {
            lost(ending);
            return 1;
        }
        return 0;
    }

    private int attemptOpen() {
        if (nowNs - pauseUntilNs < 0 && pauseUntilNs != 0) {
            return 0;
        }
        if (streams == null) {
            streams = new SessionStreams(aeron, channels, target);
            attemptUntilNs = nowNs + ATTEMPT_NS;
            return 1;
        }
        if (nowNs - attemptUntilNs > 0) {
            lost(reason);
            return 1;
        }
        if (!connectStreams()) {
            openSent = false;
            return 0;
        }
        return openSent ? sendChallengeResponse() : sendOpen();
    }

    private int sendChallengeResponse() {
        if (challengeResponse.isEmpty()) {
            return 0;
        }
        DirectBuffer response = challengeResponse.get();
        if (streams.publication().offer(response, 0, response.capacity()) > 0) {
            challengeResponse = Optional.empty();
            state(SessionState.OPENING, "no answer to ChallengeResponse");
        }
        return 1;
    }

    /** Proves who we are. The cluster is bound into the proof, so that no other one can have us prove it there. */
    void onChallenge(ChallengeDecoder challenge) {
        if (challenge.correlationId() != attempt || !openSent) {
            return;
        }
        if (target.credentials().isEmpty()) {
            failure = new CairnException(target.name() + " lets in principals only: say as whom to ask, with "
                + "ClientContext.principal or --principal", false);
            return;
        }
        Credentials credentials = target.credentials().get();
        byte[] nonce = new byte[Token.PROOF_BYTES];
        challenge.getNonce(nonce, 0, nonce.length);
        long clusterId = target.clusterId() == 0 ? challenge.clusterId() : target.clusterId();
        challengeResponse = Optional.of(CommandEncoder.challengeResponse(attempt, credentials.principal(),
            credentials.token().prove(nonce, clusterId, target.clientId(), target.shardId())));
    }

    private boolean connectStreams() {
        try {
            boolean connected = streams.connect();
            if (!connected && streams.isSetUp()) {
                state(SessionState.CONNECTING, streams.missing());
            }
            return connected;
        } catch (RegistrationException refused) {
            lost("the media driver cannot set up the streams: " + refused.getMessage());
            return false;
        }
    }

    private int sendOpen() {
        openSent = offerOpen();
        state(SessionState.OPENING, "no answer to OpenSession");
        return 1;
    }

    private boolean offerOpen() {
        new OpenSessionEncoder()
            .wrapAndApplyHeader(openMessage, 0, new MessageHeaderEncoder())
            .correlationId(++attempt)
            .clusterId(target.clusterId())
            .clientId(target.clientId());
        return streams.publication().offer(openMessage) > 0;
    }

    /**
     * Asks the replica of an open session again how it stands: its leader, and the last push it has applied. The
     * answer comes as {@link AnswerHandler#onOpen}, after the answers to what was sent before. While it is owed, or the
     * session is not open, nothing is sent.
     */
    public void askOpen() {
        if (state == SessionState.OPEN && !openSent) {
            openSent = offerOpen();
        }
    }

    void onOpened(SessionOpenedDecoder opened) {
        if (opened.correlationId() != attempt || !openSent) {
            return;
        }
        openSent = false;
        state(SessionState.OPEN, "open");
        handler.onLeadership(opened.leadershipTermId(), opened.leaderMemberId());
        handler.onOpen(opened.lastSequence(), opened.position(), opened.messageBytesMax());
    }

    void onRefusal(Refusal refusal) {
        if (refusal.requestTemplateId() == OpenSessionDecoder.TEMPLATE_ID
            || refusal.requestTemplateId() == ChallengeResponseDecoder.TEMPLATE_ID) {
            if (refusal.correlationId() == attempt && openSent) {
                onOpenRefused(refusal);
            }
        } else if (refusal.code() == ErrorCode.SESSION_NOT_OPEN) {
            ending = "the replica does not know the session";
        } else {
            handler.onRefusal(refusal);
        }
    }

    private void onOpenRefused(Refusal refusal) {
        CairnException refused = refusal.toException();
        openSent = false;
        if (!refused.isRetryable()) {
            failure = refused;
        } else if (state == SessionState.OPEN) {
            ending = refused.getMessage();
        } else {
            attemptUntilNs = nowNs + ATTEMPT_NS;
            pauseUntilNs = nowNs + PAUSE_NS;
            state(SessionState.OPENING, refused.getMessage());
        }
    }

    private void lost(String why) {
        boolean wasOpen = state == SessionState.OPEN;
        streams.close();
        streams = null;
        assembler.clear();
        openSent = false;
        challengeResponse = Optional.empty();
        ending = "";
        pauseUntilNs = nowNs + PAUSE_NS;
        state(SessionState.CONNECTING, why);
        if (wasOpen) {
            handler.onLost(why);
        }
    }

    private void state(SessionState next, String why) {
        state = next;
        reason = why;
    }

    /**
     * Sends a message if the session is open.
     *
     * @param buffer holds it.
     * @param offset where its header begins.
     * @param length its bytes.
     * @return false if it has to be tried again later: not open, or back-pressure.
     */
    public boolean offer(DirectBuffer buffer, int offset, int length) {
        return state == SessionState.OPEN && accepted(streams.publication().offer(buffer, offset, length));
    }

    /**
     * Claims room for a message if the session is open; the caller fills it and commits.
     *
     * @param length bytes of the message, at most {@link #claimBytesMax()}.
     * @param claim  receives the room.
     * @return false if it has to be tried again later: not open, or back-pressure.
     */
    public boolean tryClaim(int length, BufferClaim claim) {
        return state == SessionState.OPEN && accepted(streams.publication().tryClaim(length, claim));
    }

    private boolean accepted(long result) {
        if (result > 0) {
            return true;
        }
        if (result == Publication.MAX_POSITION_EXCEEDED || result == Publication.CLOSED) {
            ending = "request stream ended: " + Publication.errorString(result);
        }
        return false;
    }

    /**
     * Largest message that can be claimed. Of an open session only.
     *
     * @return bytes.
     */
    public int claimBytesMax() {
        return streams.publication().maxPayloadLength();
    }

    /**
     * Largest message that can be offered. Of an open session only.
     *
     * @return bytes.
     */
    public int offerBytesMax() {
        return streams.publication().maxMessageLength();
    }

    /**
     * Where the session stands.
     *
     * @return the state.
     */
    public SessionState state() {
        return state;
    }

    /**
     * Whom the session talks to and why it stands where it stands, for people.
     *
     * @return for example {@code shard-0 at localhost:9010: CONNECTING, no replica listens there}.
     */
    public String describe() {
        return target.name() + ": " + state + ", " + reason + backPressure();
    }

    private String backPressure() {
        if (state != SessionState.OPEN) {
            return "";
        }
        ExclusivePublication publication = streams.publication();
        return publication.availableWindow() <= 0 ? ", back-pressured: the replica does not read" : "";
    }

    /** Ends the session. The replica forgets it with the stream. */
    @Override
    public void close() {
        if (streams != null) {
            streams.close();
            streams = null;
        }
        state(SessionState.CLOSED, "closed");
    }
}
