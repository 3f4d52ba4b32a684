package io.cairn.server.snapshot;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a replica's state before its consensus module starts: the newest snapshot that Aeron knows of and whose file
 * is complete and unharmed. Aeron is made to forget newer ones, and to replay the log from there. So a file is read
 * once, and is checked by being read.
 */
public final class SnapshotRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRecovery.class);
    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);

    private final SnapshotContext context;
    private final File clusterFolder;
    private final Supplier<AeronArchive> archive;
    private long progressNs;

    /**
     * A recovery that has not begun.
     *
     * @param context       of the replica's snapshots.
     * @param clusterFolder where Aeron Cluster keeps its recording log.
     * @param archive       connects to the node's archive; asked for at most once.
     */
    public SnapshotRecovery(SnapshotContext context, File clusterFolder, Supplier<AeronArchive> archive) {
        this.context = context;
        this.clusterFolder = clusterFolder;
        this.archive = archive;
    }

    /**
     * Restores a state.
     *
     * @param state empty; is empty again if nothing can be restored.
     * @return what was restored.
     * @throws IllegalStateException if there is no good snapshot and the log does not reach back to its beginning.
     */
    public SnapshotPoint restore(SnapshotState state) {
        context.folder().deletePartial();
        if (!new File(clusterFolder, RecordingLog.RECORDING_LOG_FILE_NAME).exists()) {
            return SnapshotPoint.BEGINNING;
        }
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            RecordingLog.Entry entry = log.getLatestSnapshot(ConsensusModule.Configuration.SERVICE_ID);
            while (entry != null) {
                Optional<SnapshotPoint> restored = restore(state, entry.logPosition);
                if (restored.isPresent()) {
                    return restored.get();
                }
                log.invalidateLatestSnapshot();
                log.force(1);
                entry = log.getLatestSnapshot(ConsensusModule.Configuration.SERVICE_ID);
            }
            requireWholeLog(log);
        }
        return SnapshotPoint.BEGINNING;
    }

    private Optional<SnapshotPoint> restore(SnapshotState state, long position) {
        Path path = context.folder().file(position);
        if (!Files.exists(path)) {
            LOG.warn("{}: snapshot at {} was never completed and is ignored", context.group(), position);
            return Optional.empty();
        }
        long startNs = System.nanoTime();
        progressNs = startNs + PROGRESS_NS;
        try (SnapshotReader reader = new SnapshotReader(path, context.owner())) {
            if (reader.header().point().position() != position) {
                throw new SnapshotException("it is the state at " + reader.header().point().position());
            }
            reader.read(state, rows -> showProgress(rows, reader.rowsAnnounced()));
            context.status().onRestored(position, path.toFile().length(), path.toFile().lastModified());
            LOG.info("{}: snapshot at {} loaded, {} rows in {} ms", context.group(), position, reader.rowsAnnounced(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
            return Optional.of(reader.header().point());
        } catch (RuntimeException e) {
            state.clear();
            LOG.error("{}: snapshot {} is not used: {}", context.group(), path, e.getMessage());
            return Optional.empty();
        }
    }

    private void showProgress(long rows, long rowsAnnounced) {
        if (System.nanoTime() - progressNs >= 0) {
            progressNs += PROGRESS_NS;
            LOG.info("{}: {} of {} rows loaded", context.group(), rows, rowsAnnounced);
        }
    }

    private void requireWholeLog(RecordingLog log) {
        long recordingId = log.findLastTermRecordingId();
        if (recordingId == Aeron.NULL_VALUE) {
            return;
        }
        try (AeronArchive client = archive.get()) {
            long start = client.getStartPosition(recordingId);
            if (start > 0) {
                throw new IllegalStateException(context.group() + " has no good snapshot, and its log begins at "
                    + start + ": bring the node back with --recover, see docs/operating.md");
            }
        }
    }
}
