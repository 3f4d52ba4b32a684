package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.RowContent;
import java.util.concurrent.TimeUnit;

/**
 * Decodes pulls, checks them, and has the answer written. A pull waits, as long as it allows, for the position it asks
 * for; on a follower for its table too, which the log may bring any moment.
 */
final class PullAdapter {

    private final ShardTables tables;
    private final SlotOwnership ownership;
    private final ReplicaStatus status;
    private final ReplicaCounters counters;
    private final RefusalPublisher refusals;
    private final PullPublisher publisher;
    private final PullDecoder pull = new PullDecoder();

    PullAdapter(ShardContext context, ShardTables tables, SlotOwnership ownership) {
        this.tables = tables;
        this.ownership = ownership;
        status = context.status();
        counters = context.counters();
        refusals = context.refusals();
        publisher = new PullPublisher(status);
    }

    Action onPull(RequestSession session, Request request) {
        pull.wrap(request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        if (status.position() < pull.minPosition()) {
            return await(session, request);
        }
        ShardTable table = tables.get(pull.tableId());
        if (table == null && !status.leads() && !expired(session, request)) {
            return Action.ABORT;
        }
        int blockOffset = KeyBlock.offset(request.headerAndBlockLength());
        Refusal refusal = check(table, request, blockOffset);
        if (refusal.refuses()) {
            return refusals.refuse(session, request, refusal);
        }
        boolean complete = publisher.of(table.store(), pull.content(), pull.correlationId())
            .keys(request.buffer(), request.offset() + blockOffset, pull.keyCount())
            .publish(session);
        if (complete) {
            counters.onPull(pull.keyCount());
        }
        return complete ? Action.COMMIT : Action.ABORT;
    }

    private Action await(RequestSession session, Request request) {
        if (!expired(session, request)) {
            return Action.ABORT;
        }
        return refusals.refuse(session, request, new Refusal(ErrorCode.DEADLINE_EXCEEDED, status.position(),
            "position " + pull.minPosition() + " was not reached in " + pull.timeoutMs() + " ms"));
    }

    private boolean expired(RequestSession session, Request request) {
        return request.nowNs() - session.firstSeenNs() >= TimeUnit.MILLISECONDS.toNanos(pull.timeoutMs());
    }

    private Refusal check(ShardTable table, Request request, int blockOffset) {
        int keyCount = pull.keyCount();
        if (keyCount <= 0 || blockOffset + (long) keyCount * KeyBlock.KEY_BYTES != request.length()) {
            return new Refusal(ErrorCode.MALFORMED, 0,
                "pull of " + keyCount + " keys in a message of " + request.length() + " bytes");
        }
        if (pull.content() == RowContent.NULL_VAL) {
            return new Refusal(ErrorCode.MALFORMED, 0, "pull without a content that this release knows");
        }
        if (table == null) {
            return ShardRefusals.unknownTable(pull.tableId());
        }
        if (!ownership.covers(pull.slotMapVersion(), request.buffer(), request.offset() + blockOffset, keyCount)) {
            return ShardRefusals.staleSlotMap(pull.slotMapVersion(), ownership.slotMapVersion());
        }
        return Refusal.NONE;
    }
}
