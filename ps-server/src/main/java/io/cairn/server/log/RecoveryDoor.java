package io.cairn.server.log;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.client.view.SnapshotSource;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.snapshot.CompleteSnapshots;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.wire.codecs.DescribeSnapshotDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.FetchSnapshotDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.SnapshotPartEncoder;
import io.cairn.wire.codecs.SnapshotSourceEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives a member that lost its disk what a complete snapshot consists of, and its file part by part. Nothing is
 * remembered between two requests, so whoever goes away leaves nothing behind.
 */
final class RecoveryDoor {

    private static final int PART_BYTES = 64 * 1024;
    private static final int CONTENT_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH + SnapshotPartEncoder.BLOCK_LENGTH
        + SnapshotPartEncoder.contentHeaderLength();

    private final CompleteSnapshots complete;
    private final SnapshotStatus status;
    private final RefusalPublisher refusals;
    private final DescribeSnapshotDecoder describe = new DescribeSnapshotDecoder();
    private final FetchSnapshotDecoder fetch = new FetchSnapshotDecoder();
    private final SnapshotSourceEncoder source = new SnapshotSourceEncoder();
    private final SnapshotPartEncoder part = new SnapshotPartEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ExpandableArrayBuffer sourceBuffer = new ExpandableArrayBuffer();
    private final ByteBuffer partBytes = ByteBuffer.allocateDirect(CONTENT_OFFSET + PART_BYTES);
    private final UnsafeBuffer partBuffer = new UnsafeBuffer(partBytes);

    RecoveryDoor(CompleteSnapshots complete, SnapshotStatus status, RefusalPublisher refusals) {
        this.complete = complete;
        this.status = status;
        this.refusals = refusals;
    }

    Action onDescribe(RequestSession session, Request request, long applied) {
        describe.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        Optional<SnapshotSource> found;
        try {
            found = complete.find(describe.position(), applied);
        } catch (IOException e) {
            return refusals.refuse(session, request, unreadable(e));
        }
        return found.isEmpty()
            ? refusals.refuse(session, request, gone(describe.position()))
            : answer(session, sourceBuffer, encode(request.correlationId(), found.get()));
    }

    private int encode(long correlationId, SnapshotSource found) {
        source.wrapAndApplyHeader(sourceBuffer, 0, header)
            .correlationId(correlationId)
            .position(found.position())
            .bytes(found.bytes())
            .timestamp(found.timestamp())
            .logRecordingId(found.logRecordingId())
            .logPosition(found.logPosition());
        SnapshotSourceEncoder.TermsEncoder terms = source.termsCount(found.terms().size());
        found.terms().forEach(term -> terms.next()
            .termId(term.termId()).basePosition(term.basePosition()).timestamp(term.timestamp()));
        SnapshotSourceEncoder.RecordingsEncoder recordings = source.recordingsCount(found.recordings().size());
        found.recordings().forEach(recording -> recordings.next()
            .recordingId(recording.recordingId()).serviceId(recording.serviceId()));
        return MessageHeaderEncoder.ENCODED_LENGTH + source.encodedLength();
    }

    Action onFetch(RequestSession session, Request request) {
        fetch.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        partBytes.clear().position(CONTENT_OFFSET);
        try {
            complete.read(fetch.position(), fetch.fileOffset(), partBytes);
        } catch (NoSuchFileException e) {
            return refusals.refuse(session, request, gone(fetch.position()));
        } catch (IOException e) {
            return refusals.refuse(session, request, unreadable(e));
        }
        int length = partBytes.position() - CONTENT_OFFSET;
        if (length == 0) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.MALFORMED, 0,
                "the file of the snapshot at " + fetch.position() + " ends before " + fetch.fileOffset()));
        }
        part.wrapAndApplyHeader(partBuffer, 0, header)
            .correlationId(request.correlationId())
            .fileOffset(fetch.fileOffset());
        partBuffer.putInt(
            CONTENT_OFFSET - SnapshotPartEncoder.contentHeaderLength(), length, ByteOrder.LITTLE_ENDIAN);
        return answer(session, partBuffer, CONTENT_OFFSET + length);
    }

    private static Action answer(RequestSession session, DirectBuffer message, int length) {
        return session.publication().offer(message, 0, length) > 0 ? Action.COMMIT : Action.ABORT;
    }

    private Refusal gone(long position) {
        return new Refusal(ErrorCode.SNAPSHOT_GONE, status.position(),
            "there is no complete snapshot at " + position + ", the newest one is at " + status.position());
    }

    private static Refusal unreadable(IOException reason) {
        return new Refusal(ErrorCode.SNAPSHOT_FAILED, 0, "the snapshot cannot be read: " + reason);
    }
}
