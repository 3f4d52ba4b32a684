package io.cairn.server.shard;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.store.RowFlyweight;
import io.cairn.server.store.RowStore;
import io.cairn.server.store.RowVisitor;
import io.cairn.wire.codecs.DescribeSlotDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.SlotViewEncoder;

/**
 * Answers DescribeSlot with the digest of a slot's rows. It reads all of them, one slot for each request, so that the
 * shard stops for milliseconds only. Room for the answer is claimed before they are read.
 */
final class SlotViewPublisher implements RowVisitor {

    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + SlotViewEncoder.BLOCK_LENGTH;

    private final ShardTables tables;
    private final int slotCount;
    private final ReplicaStatus status;
    private final RefusalPublisher refusals;
    private final DescribeSlotDecoder describeSlot = new DescribeSlotDecoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SlotViewEncoder view = new SlotViewEncoder();
    private final BufferClaim claim = new BufferClaim();
    private long rows;
    private long digest;

    SlotViewPublisher(ShardContext context, ShardTables tables) {
        this.tables = tables;
        slotCount = context.cluster().slotCount();
        status = context.status();
        refusals = context.refusals();
    }

    Action onDescribeSlot(RequestSession session, Request request) {
        describeSlot.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        int slot = describeSlot.slot();
        ShardTable table = tables.get(describeSlot.tableId());
        if (table == null) {
            return refusals.refuse(session, request, ShardRefusals.unknownTable(describeSlot.tableId()));
        }
        if (slot < 0 || slot >= slotCount) {
            return refusals.refuse(session, request,
                new Refusal(ErrorCode.MALFORMED, 0, "slot " + slot + " of " + slotCount + " slots"));
        }
        if (session.publication().tryClaim(LENGTH, claim) < 0) {
            return Action.ABORT;
        }
        digest(table.store(), slot);
        view.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(describeSlot.correlationId())
            .position(status.position())
            .rows(rows)
            .digest(digest)
            .tableId(describeSlot.tableId())
            .slot(slot);
        claim.commit();
        return Action.COMMIT;
    }

    private void digest(RowStore store, int slot) {
        rows = 0;
        digest = 0;
        store.forEach(slot, this);
    }

    @Override
    public void onRow(long key, RowFlyweight row) {
        rows++;
        digest += row.digest(key);
    }
}
