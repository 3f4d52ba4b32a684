package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.LogIngress;
import io.cairn.wire.ClientId;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.UniqueKeys;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.PushDecoder;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * Checks pushes before they reach the log, where nothing can be refused any more: what passes always applies. Pushes of
 * one client pass in the order of their sequences, and restored rows among them; one that was forwarded already is
 * dropped, the acknowledgement will tell; one after a gap is dropped and the gap shown once.
 */
final class PushDoor {

    private static final int FLOAT_BYTES = Float.BYTES;
    private static final long AHEAD_SECONDS_MAX = TimeUnit.DAYS.toSeconds(1);

    private final ShardTables tables;
    private final SlotOwnership ownership;
    private final ClientSequences sequences;
    private final LogIngress ingress;
    private final RefusalPublisher refusals;
    private final RestoreCheck restores;
    private final NodeCapacity capacity;
    private final int clientsMax;
    private final UniqueKeys uniqueKeys;
    private final EpochClock clock = SystemEpochClock.INSTANCE;
    private final PushDecoder push = new PushDecoder();

    PushDoor(ShardContext context, ShardTables tables, SlotOwnership ownership, ClientSequences sequences) {
        this.tables = tables;
        this.ownership = ownership;
        this.sequences = sequences;
        ingress = context.ingress();
        refusals = context.refusals();
        capacity = context.node().capacity();
        clientsMax = context.cluster().limits().clientsMax();
        restores = new RestoreCheck(context, tables, ownership);
        uniqueKeys = new UniqueKeys(context.cluster().limits().messageBytesMax() / (KeyBlock.KEY_BYTES + FLOAT_BYTES));
    }

    /**
     * A push, or restored rows. Waits for the way into the log, whose opening brings the session's next sequence up to
     * date.
     */
    Action onPush(RequestSession session, Request request) {
        if (!ingress.connected()) {
            return Action.ABORT;
        }
        if (sequences.forgotten(session.clientId())) {
            return refuse(session, request, ShardRefusals.clientExpired(session.clientId(), sequences));
        }
        long sequence = request.correlationId();
        if (sequence < session.nextSequence()) {
            return Action.COMMIT;
        }
        if (sequence > session.nextSequence()) {
            return session.gapShown() ? Action.COMMIT : showGap(session, request);
        }
        Refusal refusal = request.templateId() == PushDecoder.TEMPLATE_ID
            ? check(session, request)
            : checkRestore(session, request);
        if (refusal.refuses()) {
            return refuse(session, request, refusal);
        }
        if (!ingress.forward(request.buffer(), request.offset(), request.length())) {
            return Action.ABORT;
        }
        session.onPushForwarded();
        return Action.COMMIT;
    }

    private Action showGap(RequestSession session, Request request) {
        return refuse(session, request, ShardRefusals.gap(session));
    }

    /** Refuses; the client resends from the next sequence then, so a gap behind it needs no showing. */
    private Action refuse(RequestSession session, Request request, Refusal refusal) {
        Action action = refusals.refuse(session, request, refusal);
        if (action == Action.COMMIT) {
            session.onGapShown();
        }
        return action;
    }

    private Refusal check(RequestSession session, Request request) {
        push.wrap(request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        int rowCount = push.rowCount();
        int dimension = push.dimension();
        int blockOffset = KeyBlock.offset(request.headerAndBlockLength());
        long length = rowCount == 0
            ? request.headerAndBlockLength()
            : blockOffset + (long) rowCount * (KeyBlock.KEY_BYTES + (long) dimension * FLOAT_BYTES);
        if (push.clientId() != session.clientId()) {
            return malformed("push of client " + push.clientId() + " in a session of client " + session.clientId());
        }
        if (rowCount < 0 || dimension < 0 || length > request.length()) {
            return malformed("push of " + rowCount + " rows of dimension " + dimension + " in a message of "
                + request.length() + " bytes");
        }
        Refusal room = checkRoom(session.clientId());
        return room.refuses() || rowCount == 0 ? room : checkRows(request, blockOffset, length);
    }

    private Refusal checkRestore(RequestSession session, Request request) {
        Refusal room = checkRoom(session.clientId());
        return room.refuses() ? room : restores.check(session, request);
    }

    private Refusal checkRoom(long clientId) {
        Refusal full = capacity.checkRoom();
        return full.refuses() || sequences.last(clientId) != 0 ? full : checkNewcomer(clientId);
    }

    /** An id from the future would make all clients look forgotten, once it is forgotten itself. */
    private Refusal checkNewcomer(long clientId) {
        long nowSeconds = TimeUnit.MILLISECONDS.toSeconds(clock.time());
        if (clientId < 1 || ClientId.bornSeconds(clientId) > nowSeconds + AHEAD_SECONDS_MAX) {
            return new Refusal(ErrorCode.INVALID_CLIENT, nowSeconds, "client id " + clientId
                + " must be above 0 and its second of birth at most a day ahead of the replica's clock");
        }
        return sequences.clients() < clientsMax ? Refusal.NONE : new Refusal(ErrorCode.TOO_MANY_CLIENTS, clientsMax,
            "this shard remembers " + clientsMax + " clients, its limit (limits.clientsMax)");
    }

    private Refusal checkRows(Request request, int blockOffset, long length) {
        ShardTable table = tables.get(push.tableId());
        DirectBuffer buffer = request.buffer();
        int keysOffset = request.offset() + blockOffset;
        int rowCount = push.rowCount();
        if (table == null) {
            return ShardRefusals.unknownTable(push.tableId());
        }
        if (!ownership.covers(push.slotMapVersion(), buffer, keysOffset, rowCount)) {
            return ShardRefusals.staleSlotMap(push.slotMapVersion(), ownership.slotMapVersion());
        }
        if (push.dimension() != table.dimension()) {
            return new Refusal(ErrorCode.WRONG_DIMENSION, table.dimension(),
                "gradients of dimension " + push.dimension() + " for a table of dimension " + table.dimension());
        }
        if (length != request.length()) {
            return malformed("push of " + rowCount + " rows in a message of " + request.length() + " bytes, "
                + length + " expected");
        }
        return checkValues(buffer, keysOffset);
    }

    private Refusal checkValues(DirectBuffer buffer, int keysOffset) {
        int rowCount = push.rowCount();
        int duplicate = uniqueKeys.firstDuplicate(buffer, keysOffset, rowCount);
        if (duplicate != UniqueKeys.NONE) {
            long key = KeyBlock.key(buffer, keysOffset, duplicate);
            return new Refusal(ErrorCode.DUPLICATE_KEY, key, "key " + key + " stands twice in one push");
        }
        int gradientsOffset = keysOffset + KeyBlock.bytes(rowCount);
        int nonFinite = FiniteScan.firstNonFinite(buffer, gradientsOffset, rowCount * push.dimension());
        if (nonFinite != FiniteScan.NONE) {
            long key = KeyBlock.key(buffer, keysOffset, nonFinite / push.dimension());
            return new Refusal(ErrorCode.NON_FINITE_GRADIENT, key, "gradient of key " + key + " is NaN or infinite");
        }
        return Refusal.NONE;
    }

    static Refusal malformed(String text) {
        return new Refusal(ErrorCode.MALFORMED, 0, text);
    }
}
