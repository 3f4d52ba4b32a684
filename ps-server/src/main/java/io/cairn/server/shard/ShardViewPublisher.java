package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.ShardViewEncoder;
import org.agrona.ExpandableArrayBuffer;

/** Answers DescribeShard: what this replica has applied. Not a hot path. */
final class ShardViewPublisher {

    private final ShardContext context;
    private final ShardTables tables;
    private final SlotOwnership ownership;
    private final ClientSequences sequences;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ShardViewEncoder view = new ShardViewEncoder();

    ShardViewPublisher(
        ShardContext context, ShardTables tables, SlotOwnership ownership, ClientSequences sequences) {
        this.context = context;
        this.tables = tables;
        this.ownership = ownership;
        this.sequences = sequences;
    }

    Action onDescribeShard(RequestSession session, Request request) {
        ReplicaStatus status = context.status();
        NodeCapacity capacity = context.node().capacity();
        view.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .position(status.position())
            .timestampMs(status.timestampMs())
            .shardId(context.shardId())
            .memberId(status.memberId())
            .leaderMemberId(status.leadership().leaderMemberId())
            .slotMapVersion(ownership.slotMapVersion())
            .clients(sequences.clients())
            .memoryBytes(capacity.memory().bytes())
            .memoryBytesMax(capacity.memoryBytesMax())
            .diskBytesFree(capacity.diskBytesFree())
            .diskBytesFreeMin(capacity.diskBytesFreeMin());
        ShardViewEncoder.TablesEncoder group = view.tablesCount(tables.all().size());
        for (ShardTable table : tables.all()) {
            group.next().tableId(table.id()).rows(table.store().rows()).bytes(table.store().bytes());
        }
        int length = MessageHeaderEncoder.ENCODED_LENGTH + view.encodedLength();
        return session.publication().offer(buffer, 0, length) > 0 ? Action.COMMIT : Action.ABORT;
    }
}
