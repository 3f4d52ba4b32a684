package io.cairn.server.recovery;

import io.aeron.cluster.RecordingLog;
import io.cairn.client.view.SnapshotSource;
import io.cairn.server.snapshot.SnapshotDownload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers one group's replica on a node that lost its disk. The leader takes a snapshot; its file is fetched, the
 * recordings that belong to it and the log up to what the leader has applied are copied, and Aeron's recording log
 * is written last, so nothing counts before all is there. If the leader goes, or gives the snapshot up meanwhile, all
 * of it begins again.
 *
 * <p>A member that forgot what it has acknowledged must not vote before it knows it again. The leader that is asked was
 * elected without this member and so has all of that; its snapshot does too.
 */
public final class GroupRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(GroupRecovery.class);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int FILE_SYNC = 1;

    private final RecoveryContext context;
    private final String group;
    private final Progress progress;

    /**
     * A recovery that has not begun.
     *
     * @param context with what.
     */
    public GroupRecovery(RecoveryContext context) {
        this.context = context;
        group = context.group().name();
        progress = new Progress(group);
    }

    /**
     * Recovers the replica, however long its group needs to have a leader.
     *
     * @throws io.cairn.client.reply.CairnException if the leader refuses for good.
     * @throws java.io.UncheckedIOException         if the disk cannot be written.
     * @throws IllegalStateException                if the disk is full, or the thread is interrupted.
     */
    public void run() {
        boolean recovered = false;
        while (!recovered) {
            try (Peers peers = new Peers(context, progress)) {
                attempt(peers);
                recovered = true;
            } catch (BeginAgainException e) {
                LOG.warn("{}: recovery begins again: {}", group, e.getMessage());
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void attempt(Peers peers) {
        Peer leader = peers.awaitLeader();
        LOG.info("{}: asks {}, which leads, for a snapshot", group, leader.nodeName());
        SnapshotSource source = peers.takeSnapshot(leader);
        LOG.info("{}: fetches the snapshot at {}, {} bytes, from {}",
            group, source.position(), source.bytes(), leader.nodeName());
        try (SnapshotDownload download =
            new SnapshotDownload(context.snapshots(), source.position(), source.bytes())) {
            peers.download(leader, source, download);
            download.complete();
        }
        try (RecordingCopies copies = new RecordingCopies(context, leader.nodeName(), progress)) {
            List<Long> recordings = source.recordings().stream()
                .map(recording -> copies.copy(recording.recordingId()))
                .toList();
            note(source, copies.copy(source.logRecordingId(), source.logPosition()), recordings);
            copies.keep();
        }
        LOG.info("{}: recovered up to {}", group, source.logPosition());
    }

    /** Has Aeron know the log and the snapshot as if they had come into being here. */
    private void note(SnapshotSource source, long logRecordingId, List<Long> recordings) {
        SnapshotSource.Term taken = source.term();
        try (RecordingLog log = new RecordingLog(context.clusterFolder(), true)) {
            source.terms().forEach(term ->
                log.appendTerm(logRecordingId, term.termId(), term.basePosition(), term.timestamp()));
            for (int i = 0; i < recordings.size(); i++) {
                log.appendSnapshot(recordings.get(i), taken.termId(), taken.basePosition(), source.position(),
                    source.timestamp(), source.recordings().get(i).serviceId());
            }
            log.force(FILE_SYNC);
        }
    }
}
