package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.config.CheckpointName;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.LogIngress;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.snapshot.WrittenState;
import io.cairn.wire.codecs.CheckpointTakenEncoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import io.cairn.wire.codecs.TakeCheckpointEncoder;
import org.agrona.ExpandableArrayBuffer;

/**
 * Has the marker of a checkpoint put into the log, which names this replica, and answers when the file is complete or
 * will not be. Not a hot path.
 */
final class CheckpointDoor {

    private final ShardCheckpoint checkpoint;
    private final ReplicaStatus status;
    private final LogIngress ingress;
    private final RefusalPublisher refusals;
    private final TakeCheckpointDecoder takeCheckpoint = new TakeCheckpointDecoder();
    private final TakeCheckpointEncoder marker = new TakeCheckpointEncoder();
    private final CheckpointTakenEncoder taken = new CheckpointTakenEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);

    CheckpointDoor(ShardContext context, ShardCheckpoint checkpoint) {
        this.checkpoint = checkpoint;
        status = context.status();
        ingress = context.ingress();
        refusals = context.refusals();
    }

    Action onTakeCheckpoint(RequestSession session, Request request) {
        takeCheckpoint.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        String name = takeCheckpoint.name();
        request.requireEnd(takeCheckpoint.limit());
        if (checkpoint.isOf(request.correlationId()) && checkpoint.written().isPresent()) {
            return answer(session, request, checkpoint.written().get());
        }
        if (checkpoint.isOf(request.correlationId()) && checkpoint.failure().isPresent()) {
            ShardCheckpoint.Failure failure = checkpoint.failure().get();
            return refusals.refuse(session, request,
                new Refusal(ErrorCode.CHECKPOINT_FAILED, failure.movedTo(), failure.text()));
        }
        if (checkpoint.busy()) {
            return Action.ABORT;
        }
        try {
            return forward(session, request, new CheckpointName(name));
        } catch (IllegalArgumentException e) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.CHECKPOINT_FAILED, 0, e.getMessage()));
        }
    }

    private Action forward(RequestSession session, Request request, CheckpointName name) {
        marker.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .position(takeCheckpoint.position())
            .memberId(status.memberId())
            .name(name.text());
        return ingress.forwardOnce(
            session, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + marker.encodedLength());
    }

    private Action answer(RequestSession session, Request request, WrittenState written) {
        taken.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .position(written.position())
            .rows(written.rows())
            .bytes(written.bytes())
            .digest(written.digest())
            .file(written.file().getFileName().toString());
        int length = MessageHeaderEncoder.ENCODED_LENGTH + taken.encodedLength();
        return session.publication().offer(buffer, 0, length) > 0 ? Action.COMMIT : Action.ABORT;
    }
}
