package io.cairn.client.scripted;

import io.cairn.client.view.ReplicaView;
import io.cairn.client.view.Table;
import io.cairn.slot.SlotMap;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.ClusterViewEncoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.LeadershipEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushAckEncoder;
import io.cairn.wire.codecs.RefusalEncoder;
import io.cairn.wire.codecs.RowPartEncoder;
import io.cairn.wire.codecs.SessionOpenedEncoder;
import io.cairn.wire.codecs.ShardViewEncoder;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Encodes what shards and the directory answer, one message at a time. */
final class Answers {

    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final long CLUSTER_TIME_MS = 1_000_000;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 16);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private int length;

    ExpandableArrayBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    private Answers encoded(MessageEncoderFlyweight encoder) {
        length = HEADER + encoder.encodedLength();
        return this;
    }

    Answers opened(
        Request request, ScriptedGroup.Lead lead, long lastSequence, long position, int messageBytesMax) {
        return encoded(new SessionOpenedEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .clusterId(1)
            .shardId(0)
            .slotMapVersion(1)
            .lastSequence(lastSequence)
            .position(position)
            .messageBytesMax(messageBytesMax)
            .leaderMemberId(lead.leader())
            .leadershipTermId(lead.termId()));
    }

    Answers leadership(ScriptedGroup.Lead lead) {
        return encoded(new LeadershipEncoder().wrapAndApplyHeader(buffer, 0, header)
            .leadershipTermId(lead.termId())
            .leaderMemberId(lead.leader()));
    }

    Answers shardView(Request request, int memberId, ScriptedGroup.Lead lead, long position) {
        ShardViewEncoder view = new ShardViewEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .position(position)
            .timestampMs(CLUSTER_TIME_MS)
            .shardId(0)
            .memberId(memberId)
            .leaderMemberId(lead.leader())
            .slotMapVersion(1)
            .clients(1);
        view.tablesCount(0);
        return encoded(view);
    }

    Answers ack(long clientId, long sequence, long position) {
        return encoded(new PushAckEncoder().wrapAndApplyHeader(buffer, 0, header)
            .clientId(clientId).sequence(sequence).position(position));
    }

    Answers refusal(Request request, ErrorCode code, long detail, String text) {
        return encoded(new RefusalEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .detail(detail)
            .requestTemplateId(request.kind())
            .code(code)
            .text(text));
    }

    /** Rows whose values are all the key, as a float. */
    Answers rows(Request request, int dimension, long position, int firstRow, int rowCount) {
        PullDecoder pull = request.pull();
        long[] keys = request.keys();
        int rowBytes = dimension * Float.BYTES;
        new RowPartEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(pull.correlationId())
            .position(position)
            .timestampMs(CLUSTER_TIME_MS)
            .rowsTotal(keys.length)
            .firstRow(firstRow)
            .rowCount(rowCount)
            .rowBytes(rowBytes);
        int at = KeyBlock.offset(HEADER + RowPartEncoder.BLOCK_LENGTH);
        length = at + rowCount * rowBytes;
        for (int i = 0; i < rowCount * dimension; i++) {
            buffer.putFloat(at + i * Float.BYTES, (float) keys[firstRow + i / dimension], ByteOrder.LITTLE_ENDIAN);
        }
        return this;
    }

    Answers clusterView(
        Request request, long position, SlotMap slotMap, List<ReplicaView> replicas, List<Table> tables) {
        ClusterViewEncoder view = new ClusterViewEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .clusterId(1)
            .position(position)
            .slotMapVersion(slotMap.version())
            .slotCount(slotMap.slotCount());
        ClusterViewEncoder.SlotRunsEncoder runs = view.slotRunsCount(slotMap.slotCount());
        for (int slot = 0; slot < slotMap.slotCount(); slot++) {
            runs.next().slots(1).shardId(slotMap.owner(slot));
        }
        ClusterViewEncoder.ReplicasEncoder places = view.replicasCount(replicas.size());
        for (ReplicaView replica : replicas) {
            places.next().shardId(replica.shardId()).memberId(replica.memberId()).endpoint(replica.endpoint());
        }
        ClusterViewEncoder.TablesEncoder group = view.tablesCount(tables.size());
        for (Table table : tables) {
            byte[] definition = TableDefinitionCodec.encode(table.id(), table.spec());
            group.next().putDefinition(definition, 0, definition.length);
        }
        view.aliasesCount(0);
        return encoded(view);
    }
}
