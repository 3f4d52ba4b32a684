package io.cairn.server.snapshot;

import io.aeron.cluster.RecordingLog;
import io.cairn.client.view.SnapshotSource;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A replica's complete snapshots, for a member that lost its own. Used by the owner thread. */
public final class CompleteSnapshots {

    /** Terms older than that are of use to nobody: logs are purged, and elections are rare. */
    private static final int TERMS_MAX = 256;

    private final SnapshotFolder folder;
    private final File clusterFolder;

    /**
     * The snapshots of one replica.
     *
     * @param folder        where the files are.
     * @param clusterFolder where Aeron Cluster keeps its recording log.
     */
    public CompleteSnapshots(SnapshotFolder folder, File clusterFolder) {
        this.folder = folder;
        this.clusterFolder = clusterFolder;
    }

    /**
     * What one consists of.
     *
     * @param position place in the log at which it was begun.
     * @param applied  how far the replica has applied the log.
     * @return empty if there is none, or none any more.
     * @throws IOException if the disk cannot be read.
     */
    public Optional<SnapshotSource> find(long position, long applied) throws IOException {
        Path file = folder.file(position);
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            List<RecordingLog.Entry> snapshot = log.entries().stream()
                .filter(entry -> entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT)
                .filter(entry -> entry.logPosition == position)
                .toList();
            return snapshot.isEmpty()
                ? Optional.empty()
                : Optional.of(source(log, applied, snapshot, Files.size(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static SnapshotSource source(
        RecordingLog log, long applied, List<RecordingLog.Entry> snapshot, long bytes) {
        RecordingLog.Entry any = snapshot.get(0);
        List<SnapshotSource.Term> terms = log.entries().stream()
            .filter(entry -> entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_TERM)
            .filter(entry -> entry.termBaseLogPosition < applied)
            .map(entry -> new SnapshotSource.Term(
                entry.leadershipTermId, entry.termBaseLogPosition, entry.timestamp))
            .toList();
        return new SnapshotSource(
            any.logPosition,
            bytes,
            any.timestamp,
            log.findLastTermRecordingId(),
            applied,
            terms.subList(Math.max(0, terms.size() - TERMS_MAX), terms.size()),
            snapshot.stream().map(entry -> new SnapshotSource.Recording(entry.recordingId, entry.serviceId)).toList());
    }

    /**
     * Reads a part of a snapshot's file. What was written a short while ago lies in memory; at worst this waits for one
     * read from the disk.
     *
     * @param position   log position that the snapshot is the state at.
     * @param fileOffset first byte, 0 or above.
     * @param part       receives as many bytes as it has room for, fewer at the end of the file.
     * @throws NoSuchFileException if there is no such snapshot, or not any more.
     * @throws IOException         if the disk cannot be read.
     */
    public void read(long position, long fileOffset, ByteBuffer part) throws IOException {
        try (FileChannel file = FileChannel.open(folder.file(position), StandardOpenOption.READ)) {
            int count = 0;
            long at = fileOffset;
            while (count >= 0 && part.hasRemaining()) {
                count = file.read(part, at);
                at += count;
            }
        }
    }
}
