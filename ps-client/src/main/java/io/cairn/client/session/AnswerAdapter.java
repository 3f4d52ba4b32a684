package io.cairn.client.session;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.SlotView;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.WireVersion;
import io.cairn.wire.codecs.ChallengeDecoder;
import io.cairn.wire.codecs.CheckpointTakenDecoder;
import io.cairn.wire.codecs.ClusterViewDecoder;
import io.cairn.wire.codecs.LeadershipDecoder;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.PushAckDecoder;
import io.cairn.wire.codecs.RefusalDecoder;
import io.cairn.wire.codecs.RowPartDecoder;
import io.cairn.wire.codecs.SessionOpenedDecoder;
import io.cairn.wire.codecs.ShardViewDecoder;
import io.cairn.wire.codecs.SlotViewDecoder;
import io.cairn.wire.codecs.SnapshotPartDecoder;
import io.cairn.wire.codecs.SnapshotSourceDecoder;
import io.cairn.wire.codecs.SnapshotTakenDecoder;
import io.cairn.wire.codecs.TableAppliedDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Tells answers apart and hands them on. Knows the wire and nothing of what answers are for. */
final class AnswerAdapter implements FragmentHandler {

    private final String from;
    private final ShardSession session;
    private final AnswerHandler handler;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final RowPartDecoder rowPart = new RowPartDecoder();
    private final PushAckDecoder pushAck = new PushAckDecoder();
    private final SessionOpenedDecoder opened = new SessionOpenedDecoder();
    private final LeadershipDecoder leadership = new LeadershipDecoder();
    private final TableAppliedDecoder applied = new TableAppliedDecoder();
    private final RefusalDecoder refusal = new RefusalDecoder();
    private final SnapshotPartDecoder snapshotPart = new SnapshotPartDecoder();
    private final UnsafeBuffer content = new UnsafeBuffer(0, 0);

    AnswerAdapter(String from, ShardSession session, AnswerHandler handler) {
        this.from = from;
        this.session = session;
        this.handler = handler;
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header frame) {
        header.wrap(buffer, offset);
        if (!WireVersion.understands(header)) {
            throw new CairnException(from + " sent a " + WireVersion.refusal(header), false);
        }
        switch (header.templateId()) {
            case RowPartDecoder.TEMPLATE_ID -> {
                rowPart.wrapAndApplyHeader(buffer, offset, header);
                int rowsAt = KeyBlock.offset(MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength());
                handler.onRows(rowPart, buffer, offset + rowsAt);
            }
            case PushAckDecoder.TEMPLATE_ID -> {
                pushAck.wrapAndApplyHeader(buffer, offset, header);
                handler.onPushAck(pushAck.sequence(), pushAck.position());
            }
            case SessionOpenedDecoder.TEMPLATE_ID -> {
                opened.wrapAndApplyHeader(buffer, offset, header);
                session.onOpened(opened);
            }
            case LeadershipDecoder.TEMPLATE_ID -> {
                leadership.wrapAndApplyHeader(buffer, offset, header);
                handler.onLeadership(leadership.leadershipTermId(), leadership.leaderMemberId());
            }
            case ChallengeDecoder.TEMPLATE_ID ->
                session.onChallenge(new ChallengeDecoder().wrapAndApplyHeader(buffer, offset, header));
            case RefusalDecoder.TEMPLATE_ID -> {
                refusal.wrapAndApplyHeader(buffer, offset, header);
                session.onRefusal(new Refusal(from, refusal.requestTemplateId(), refusal.correlationId(),
                    refusal.code(), refusal.detail(), refusal.text()));
            }
            case TableAppliedDecoder.TEMPLATE_ID -> {
                applied.wrapAndApplyHeader(buffer, offset, header);
                handler.onTableApplied(applied.correlationId(), applied.position(), applied.tableId());
            }
            case SnapshotPartDecoder.TEMPLATE_ID -> {
                snapshotPart.wrapAndApplyHeader(buffer, offset, header).wrapContent(content);
                handler.onSnapshotPart(snapshotPart.correlationId(), snapshotPart.fileOffset(), content);
            }
            default -> onView(buffer, offset);
        }
    }

    /** Answers that nobody waits for often. */
    private void onView(DirectBuffer buffer, int offset) {
        switch (header.templateId()) {
            case SnapshotTakenDecoder.TEMPLATE_ID -> {
                SnapshotTakenDecoder taken = new SnapshotTakenDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onSnapshotTaken(taken.correlationId(), taken.position(), taken.bytes());
            }
            case CheckpointTakenDecoder.TEMPLATE_ID -> {
                CheckpointTakenDecoder taken = new CheckpointTakenDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onCheckpointTaken(taken.correlationId(), ViewDecoder.file(taken));
            }
            case SnapshotSourceDecoder.TEMPLATE_ID -> {
                SnapshotSourceDecoder source = new SnapshotSourceDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onSnapshotSource(source.correlationId(), ViewDecoder.snapshot(source));
            }
            case ClusterViewDecoder.TEMPLATE_ID -> {
                ClusterViewDecoder view = new ClusterViewDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onClusterView(view.correlationId(), ViewDecoder.cluster(view));
            }
            case ShardViewDecoder.TEMPLATE_ID -> {
                ShardViewDecoder view = new ShardViewDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onShardView(view.correlationId(), ViewDecoder.shard(view));
            }
            case SlotViewDecoder.TEMPLATE_ID -> {
                SlotViewDecoder view = new SlotViewDecoder().wrapAndApplyHeader(buffer, offset, header);
                handler.onSlotView(view.correlationId(),
                    new SlotView(view.tableId(), view.slot(), view.position(), view.rows(), view.digest()));
            }
            default -> throw new CairnException(from + " sent message " + header.templateId()
                + ", which is no answer", false);
        }
    }
}
