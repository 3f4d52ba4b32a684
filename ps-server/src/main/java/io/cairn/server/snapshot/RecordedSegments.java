package io.cairn.server.snapshot;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.RecordingDescriptorConsumer;

/** Where a recording begins and how it is cut into files, as the archive tells it. */
final class RecordedSegments implements RecordingDescriptorConsumer {

    private long startPosition;
    private int termBytes;
    private int segmentBytes;

    @Override
    public void onRecordingDescriptor(long controlSessionId, long correlationId, long recordingId, long startTimestamp,
        long stopTimestamp, long start, long stopPosition, int initialTermId, int segmentFileLength,
        int termBufferLength, int mtuLength, int sessionId, int streamId, String strippedChannel,
        String originalChannel, String sourceIdentity) {
        startPosition = start;
        termBytes = termBufferLength;
        segmentBytes = segmentFileLength;
    }

    long startPosition() {
        return startPosition;
    }

    /** Beginning of the file that holds a position; the start of the recording for one before that. */
    long base(long position) {
        return position <= startPosition
            ? startPosition
            : AeronArchive.segmentFileBasePosition(startPosition, position, termBytes, segmentBytes);
    }
}
