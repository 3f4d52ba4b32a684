package io.cairn.server.endpoint;

import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.access.Role;
import io.cairn.wire.WireVersion;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.ChallengeResponseDecoder;
import io.cairn.wire.codecs.CreateTableDecoder;
import io.cairn.wire.codecs.DescribeSlotDecoder;
import io.cairn.wire.codecs.DescribeSnapshotDecoder;
import io.cairn.wire.codecs.DropTableDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.FetchSnapshotDecoder;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionDecoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RemoveAliasDecoder;
import io.cairn.wire.codecs.RemoveTableDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.SessionOpenedEncoder;
import io.cairn.wire.codecs.SetAliasDecoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import io.cairn.wire.codecs.TakeSnapshotDecoder;
import java.util.List;
import org.agrona.concurrent.AgentTerminationException;

/**
 * What is the same for every request: version, length, readiness of the replica, that the session is open, that its
 * principal may ask this, and that changes come to the leader. Passes on to the replica what is in order.
 */
final class SessionAdapter {

    private static final Refusal NOT_READY =
        new Refusal(ErrorCode.NOT_READY, 0, "the replica is starting, try again");
    private static final Refusal NOT_OPEN =
        new Refusal(ErrorCode.SESSION_NOT_OPEN, 0, "send OpenSession before anything else");
    private static final int OPENED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + SessionOpenedEncoder.BLOCK_LENGTH;

    private final Replica replica;
    private final Handshake handshake;
    private final long clusterId;
    private final int messageBytesMax;
    private final int sessionsMax;
    private final List<RequestSession> sessions;
    private final RefusalPublisher refusals;
    private final OpenSessionDecoder openSession = new OpenSessionDecoder();
    private final SessionOpenedEncoder sessionOpened = new SessionOpenedEncoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();

    /** Asks {@code sessions}, the endpoint's own, how many are open. */
    SessionAdapter(EndpointContext context, Replica replica, Handshake handshake, List<RequestSession> sessions,
        RefusalPublisher refusals) {
        this.replica = replica;
        this.handshake = handshake;
        this.sessions = sessions;
        clusterId = context.clusterId();
        messageBytesMax = context.messageBytesMax();
        sessionsMax = context.cluster().limits().sessionsMax();
        this.refusals = refusals;
    }

    Action onRequest(RequestSession session, Request request) {
        Refusal malformed = checkMessage(request);
        if (malformed.refuses()) {
            return refusals.refuse(session, request, malformed);
        }
        if (!replica.ready()) {
            return refusals.refuse(session, request, NOT_READY);
        }
        if (request.templateId() == OpenSessionDecoder.TEMPLATE_ID) {
            return onOpenSession(session, request);
        }
        if (request.templateId() != ChallengeResponseDecoder.TEMPLATE_ID && !session.opened()) {
            return refusals.refuse(session, request, NOT_OPEN);
        }
        if (writesToLog(request.templateId()) && !replica.leads()) {
            return refusals.refuse(session, request, replica.leadership().refusal());
        }
        return answer(session, request);
    }

    /**
     * Whatever decoding throws is the message's fault, and only the one who sent it is told. What passed the door is
     * applied elsewhere, where an error is a bug and ends the replica.
     */
    private Action answer(RequestSession session, Request request) {
        try {
            if (request.templateId() == ChallengeResponseDecoder.TEMPLATE_ID) {
                return onChallengeResponse(session, request);
            }
            Role needed = RequiredRole.of(request.templateId());
            if (!session.access().allows(needed)) {
                return refusals.refuse(session, request, new Refusal(
                    ErrorCode.PERMISSION_DENIED, 0, "this needs a principal of role " + needed.label()));
            }
            return replica.onRequest(session, request);
        } catch (AeronException | AgentTerminationException e) {
            throw e;
        } catch (RuntimeException e) {
            session.progress(0);
            session.forgetTicket();
            return refusals.refuse(session, request, new Refusal(ErrorCode.MALFORMED, 0,
                "lengths in message " + request.templateId() + " contradict its size: " + e.getMessage()));
        }
    }

    /** Length of a request's fixed block in version 1, the shortest that exists. */
    private static int blockLengthMin(int templateId) {
        return switch (templateId) {
            case OpenSessionDecoder.TEMPLATE_ID -> OpenSessionDecoder.BLOCK_LENGTH;
            case ChallengeResponseDecoder.TEMPLATE_ID -> ChallengeResponseDecoder.BLOCK_LENGTH;
            case PullDecoder.TEMPLATE_ID -> PullDecoder.BLOCK_LENGTH;
            case PushDecoder.TEMPLATE_ID -> PushDecoder.BLOCK_LENGTH;
            case CreateTableDecoder.TEMPLATE_ID -> CreateTableDecoder.BLOCK_LENGTH;
            case DropTableDecoder.TEMPLATE_ID -> DropTableDecoder.BLOCK_LENGTH;
            case RemoveTableDecoder.TEMPLATE_ID -> RemoveTableDecoder.BLOCK_LENGTH;
            case SetAliasDecoder.TEMPLATE_ID -> SetAliasDecoder.BLOCK_LENGTH;
            case RemoveAliasDecoder.TEMPLATE_ID -> RemoveAliasDecoder.BLOCK_LENGTH;
            case DescribeSlotDecoder.TEMPLATE_ID -> DescribeSlotDecoder.BLOCK_LENGTH;
            case TakeSnapshotDecoder.TEMPLATE_ID -> TakeSnapshotDecoder.BLOCK_LENGTH;
            case TakeCheckpointDecoder.TEMPLATE_ID -> TakeCheckpointDecoder.BLOCK_LENGTH;
            case RestoreRowsDecoder.TEMPLATE_ID -> RestoreRowsDecoder.BLOCK_LENGTH;
            case DescribeSnapshotDecoder.TEMPLATE_ID -> DescribeSnapshotDecoder.BLOCK_LENGTH;
            case FetchSnapshotDecoder.TEMPLATE_ID -> FetchSnapshotDecoder.BLOCK_LENGTH;
            default -> Long.BYTES;
        };
    }

    private static boolean writesToLog(int templateId) {
        return switch (templateId) {
            case PushDecoder.TEMPLATE_ID, AddTableDecoder.TEMPLATE_ID, RemoveTableDecoder.TEMPLATE_ID,
                CreateTableDecoder.TEMPLATE_ID, DropTableDecoder.TEMPLATE_ID, SetAliasDecoder.TEMPLATE_ID,
                RemoveAliasDecoder.TEMPLATE_ID, TakeSnapshotDecoder.TEMPLATE_ID, TakeCheckpointDecoder.TEMPLATE_ID,
                RestoreRowsDecoder.TEMPLATE_ID -> true;
            default -> false;
        };
    }

    private Refusal checkMessage(Request request) {
        MessageHeaderDecoder header = request.header();
        if (!WireVersion.understands(header)) {
            return new Refusal(ErrorCode.UNSUPPORTED_VERSION, MessageHeaderDecoder.SCHEMA_VERSION,
                WireVersion.refusal(header));
        }
        if (request.headerAndBlockLength() > request.length()
            || header.blockLength() < blockLengthMin(header.templateId())) {
            return new Refusal(ErrorCode.MALFORMED, 0, "message " + request.templateId() + " of " + request.length()
                + " bytes with a fixed block of " + header.blockLength() + " is too short");
        }
        if (request.length() > messageBytesMax) {
            return new Refusal(ErrorCode.BATCH_TOO_LARGE, messageBytesMax, "message of " + request.length()
                + " bytes, the largest accepted has " + messageBytesMax);
        }
        return Refusal.NONE;
    }

    private Action onOpenSession(RequestSession session, Request request) {
        MessageHeaderDecoder header = request.header();
        openSession.wrap(request.buffer(), request.blockOffset(), header.blockLength(), header.version());
        long asked = openSession.clusterId();
        if (asked != 0 && asked != clusterId) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.WRONG_CLUSTER, clusterId,
                "this replica belongs to another cluster than the one asked for; compare the names"));
        }
        long clientId = openSession.clientId();
        return handshake.admits(session, clientId)
            ? open(session, request, clientId)
            : handshake.challenge(session, request, clientId);
    }

    private Action onChallengeResponse(RequestSession session, Request request) {
        long clientId = session.access().challengedClient();
        if (!session.access().proven(clientId)) {
            Refusal refusal = handshake.check(session, request);
            if (refusal.refuses()) {
                return refusals.refuse(session, request, refusal);
            }
        }
        return open(session, request, clientId);
    }

    private Action open(RequestSession session, Request request, long clientId) {
        if (!session.opened() && sessions.stream().filter(RequestSession::opened).count() >= sessionsMax) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.TOO_MANY_SESSIONS, sessionsMax,
                "this replica has " + sessionsMax + " sessions open, its limit (limits.sessionsMax)"));
        }
        long lastSequence = replica.lastSequence(clientId);
        if (session.publication().tryClaim(OPENED_LENGTH, claim) < 0) {
            return Action.ABORT;
        }
        Leadership leadership = replica.leadership();
        sessionOpened.wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
            .correlationId(request.correlationId())
            .clusterId(clusterId)
            .shardId(replica.shardId())
            .slotMapVersion(replica.slotMapVersion())
            .lastSequence(lastSequence)
            .position(replica.position())
            .messageBytesMax(messageBytesMax)
            .leaderMemberId(leadership.leaderMemberId())
            .leadershipTermId(leadership.termId());
        claim.commit();
        session.open(clientId, lastSequence);
        session.leadership(leadership);
        return Action.COMMIT;
    }
}
