package io.cairn.server.snapshot;

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
    private final RecordedLog recorded;
    private long progressNs;

    /**
     * A recovery that has not begun.
     *
     * @param context       of the replica's snapshots.
     * @param clusterFolder where Aeron Cluster keeps its recording log.
     * @param archive       connects to the node's archive.
     */
    public SnapshotRecovery(SnapshotContext context, File clusterFolder, Supplier<AeronArchive> archive) {
        this.context = context;
        this.clusterFolder = clusterFolder;
        recorded = new RecordedLog(clusterFolder, archive);
    }

    /**
     * Restores a state.
     *
     * @param state empty; is empty again if nothing can be restored.
     * @return what was restored.
     * @throws IllegalStateException if there is no good snapshot and the log does not reach back to its beginning.
     */
    public RestoredState restore(SnapshotState state) {
        context.folder().deletePartial();
        if (!new File(clusterFolder, RecordingLog.RECORDING_LOG_FILE_NAME).exists()) {
            return RestoredState.NOTHING;
        }
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            RecordingLog.Entry entry = log.getLatestSnapshot(ConsensusModule.Configuration.SERVICE_ID);
            while (entry != null) {
                Optional<RestoredState> restored = restore(state, entry.logPosition);
                if (restored.isPresent()) {
                    return restored.get();
                }
                log.invalidateLatestSnapshot();
                log.force(1);
                entry = log.getLatestSnapshot(ConsensusModule.Configuration.SERVICE_ID);
            }
        }
        requireWholeLog();
        return RestoredState.NOTHING;
    }

    private Optional<RestoredState> restore(SnapshotState state, long position) {
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
            requireLog(reader.end());
            state.onRestored(reader.end());
            context.status().onRestored(position, path.toFile().length(), path.toFile().lastModified());
            LOG.info("{}: snapshot at {} loaded, {} rows in {} ms", context.group(), position, reader.rows(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
            return Optional.of(new RestoredState(reader.header().point(), reader.end()));
        } catch (RuntimeException e) {
            state.clear();
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the node is to end: that says nothing about the file
            }
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

    /**
     * Rows may have changes up to the end of the copy. Without the log up to there, which was there when the file got
     * its name, they would keep some that no other replica has.
     */
    private void requireLog(long end) {
        long logEnd = recorded.end();
        if (logEnd < end) {
            throw new SnapshotException("it needs the log up to " + end + ", which ends at " + logEnd);
        }
    }

    private void requireWholeLog() {
        long start = recorded.start();
        if (start > 0) {
            throw new IllegalStateException(context.group() + " has no good snapshot, and its log begins at "
                + start + ": bring the node back with --recover, see docs/operating.md");
        }
    }
}
