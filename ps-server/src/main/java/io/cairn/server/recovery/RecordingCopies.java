package io.cairn.server.recovery;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.archive.client.ReplicationParams;
import io.aeron.archive.codecs.RecordingSignal;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.util.ArrayList;
import java.util.List;

/** Copies recordings of another node's archive into this node's own. Those that are not kept go again. */
final class RecordingCopies implements AutoCloseable {

    private final Aeron aeron;
    private final String sourceName;
    private final String sourceChannel;
    private final String replicationChannel;
    private final Progress progress;
    private final Waiting waiting = new Waiting();
    private final AeronArchive archive;
    private final List<Long> copies = new ArrayList<>();
    private long copy;
    private boolean synced;
    private boolean ended;

    /** Connects to the node's own archive; {@code source} is the name of the node with the other one. */
    RecordingCopies(RecoveryContext context, String source, Progress progress) {
        aeron = context.aeron();
        sourceName = source;
        sourceChannel =
            "aeron:udp?endpoint=" + context.cluster().node(source).endpoint(ShardConfig.DIRECTORY_ID, PortRole.ARCHIVE);
        replicationChannel = context.replicationChannel();
        this.progress = progress;
        archive = AeronArchive.connect(context.archive().clone()
            .recordingSignalConsumer((session, correlationId, recordingId, subscriptionId, position, signal) ->
                onSignal(recordingId, signal)));
    }

    private void onSignal(long recordingId, RecordingSignal signal) {
        if (signal == RecordingSignal.REPLICATE) {
            copy = recordingId;
            copies.add(recordingId);
        }
        synced |= signal == RecordingSignal.SYNC;
        ended |= signal == RecordingSignal.REPLICATE_END;
    }

    /** Copies a recording that has ended; returns the copy's id. */
    long copy(long recordingId) {
        replicate(recordingId, AeronArchive.NULL_POSITION);
        if (!synced) {
            throw new BeginAgainException("a recording of " + sourceName + " could not be copied to its end");
        }
        return copy;
    }

    /** Copies a recording up to a position that it has reached; returns the copy's id. */
    long copy(long recordingId, long endPosition) {
        long end = replicate(recordingId, endPosition);
        if (end != endPosition) {
            throw new BeginAgainException("the log of " + sourceName + " could be copied up to " + end
                + " only, not to " + endPosition);
        }
        return copy;
    }

    private long replicate(long recordingId, long endPosition) {
        copy = Aeron.NULL_VALUE;
        synced = false;
        ended = false;
        try {
            archive.replicate(recordingId, AeronArchive.Configuration.controlStreamId(), sourceChannel,
                new ReplicationParams()
                    .stopPosition(endPosition)
                    .replicationChannel(replicationChannel)
                    .replicationSessionId((int) aeron.nextCorrelationId()));
            while (!ended) {
                waiting.idle(aeron.conductorAgentInvoker().invoke() + archive.pollForRecordingSignals());
                if (endPosition != AeronArchive.NULL_POSITION && copy != Aeron.NULL_VALUE) {
                    progress.show("log", () -> archive.getMaxRecordedPosition(copy), endPosition);
                }
            }
            return awaitStop();
        } catch (ArchiveException e) {
            if (e.errorCode() == ArchiveException.STORAGE_SPACE) {
                throw new IllegalStateException("the disk is full: " + e.getMessage(), e);
            }
            throw new BeginAgainException(e.getMessage(), e);
        }
    }

    private long awaitStop() {
        if (copy == Aeron.NULL_VALUE) {
            throw new BeginAgainException("the archive of " + sourceName + " gave nothing");
        }
        long end = archive.getStopPosition(copy);
        while (end == AeronArchive.NULL_POSITION) {
            waiting.idle(0);
            end = archive.getStopPosition(copy);
        }
        return end;
    }

    /** What was copied so far stays. */
    void keep() {
        copies.clear();
    }

    @Override
    public void close() {
        try {
            copies.forEach(archive::purgeRecording);
        } finally {
            archive.close();
        }
    }
}
