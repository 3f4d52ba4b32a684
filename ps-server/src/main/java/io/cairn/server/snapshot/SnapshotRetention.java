package io.cairn.server.snapshot;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes possible once a snapshot is complete: older snapshots go, all but the one before it, and the log is
 * purged as far as neither of the two needs it. Works on the thread that wrote the snapshot.
 */
public final class SnapshotRetention implements SnapshotCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRetention.class);
    /** The newest, and one to fall back on. */
    private static final int KEPT = 2;
    private static final long ENTRY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SnapshotContext context;
    private final File clusterFolder;
    private final Supplier<AeronArchive> archive;
    private final long logBytesKept;

    /**
     * Retention of one replica.
     *
     * @param context       of its snapshots.
     * @param clusterFolder where Aeron Cluster keeps its recording log.
     * @param archive       connects to the node's archive; asked for once for each snapshot.
     * @param logBytesKept  how much of the log before the newest snapshot stays for members that were away.
     */
    public SnapshotRetention(
        SnapshotContext context, File clusterFolder, Supplier<AeronArchive> archive, long logBytesKept) {
        this.context = context;
        this.clusterFolder = clusterFolder;
        this.archive = archive;
        this.logBytesKept = logBytesKept;
    }

    @Override
    public void beforeComplete(long end) {
        new RecordedLog(clusterFolder, archive).await(end);
    }

    /**
     * A file is complete. Waits until Aeron has noted its part of the snapshot, without which the file is of no use,
     * then gives up what is not needed any more.
     *
     * @param position place in the log of the snapshot.
     * @throws SnapshotException if Aeron does not note it.
     */
    @Override
    public void onComplete(long position) {
        long endNs = System.nanoTime() + ENTRY_TIMEOUT_NS;
        while (!noted(position)) {
            if (Thread.interrupted() || System.nanoTime() - endNs >= 0) {
                throw new SnapshotException("its file is complete, but Aeron has no snapshot at " + position);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            giveUp(log);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: what the snapshot at {} makes superfluous stays for now: {}",
                context.group(), position, e.toString());
        }
    }

    private boolean noted(long position) {
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            return log.entries().stream().anyMatch(entry -> snapshotOfModule(entry) && entry.logPosition == position);
        }
    }

    private void giveUp(RecordingLog log) throws IOException {
        List<Long> kept = log.entries().stream()
            .filter(SnapshotRetention::snapshotOfModule)
            .map(entry -> entry.logPosition)
            .filter(at -> Files.exists(context.folder().file(at)))
            .distinct()
            .sorted((a, b) -> Long.compare(b, a))
            .limit(KEPT)
            .toList();
        if (kept.size() < KEPT) {
            return;
        }
        long oldest = kept.get(KEPT - 1);
        try (AeronArchive client = archive.get()) {
            purgeSnapshots(client, log, oldest);
            purgeLog(client, log.findLastTermRecordingId(), Math.min(oldest, kept.get(0) - logBytesKept));
        }
        for (long at : context.folder().positions()) {
            if (at < oldest) {
                Files.delete(context.folder().file(at));
            }
        }
    }

    private static boolean snapshotOfModule(RecordingLog.Entry entry) {
        return entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT
            && entry.serviceId == ConsensusModule.Configuration.SERVICE_ID;
    }

    /** Purges Aeron's recordings of older snapshots, the oldest first; those before the first gap are gone already. */
    private static void purgeSnapshots(AeronArchive client, RecordingLog log, long oldestKept) {
        long[] recordings = log.entries().stream()
            .filter(entry -> entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT && entry.logPosition < oldestKept)
            .mapToLong(entry -> entry.recordingId)
            .toArray();
        int first = recordings.length;
        while (first > 0 && exists(client, recordings[first - 1])) {
            first--;
        }
        for (int i = first; i < recordings.length; i++) {
            client.purgeRecording(recordings[i]);
        }
    }

    private static boolean exists(AeronArchive client, long recordingId) {
        return client.listRecording(recordingId, new RecordedSegments()) > 0;
    }

    private void purgeLog(AeronArchive client, long recordingId, long neededFrom) {
        if (recordingId == Aeron.NULL_VALUE) {
            return;
        }
        RecordedSegments segments = new RecordedSegments();
        client.listRecording(recordingId, segments);
        long start = segments.base(neededFrom);
        if (start > segments.startPosition()) {
            client.purgeSegments(recordingId, start);
            LOG.info("{}: log purged up to {}", context.group(), start);
        }
    }
}
