package io.cairn.server.shard;

import io.cairn.config.CheckpointConfig;
import io.cairn.config.CheckpointName;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.snapshot.SnapshotPoint;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.snapshot.StateListener;
import io.cairn.server.snapshot.WrittenState;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This replica's part in the newest checkpoint it was named for. A marker in the log says which replica writes the
 * rows, and from which position on nothing may have been applied in between. It changes nothing of the shard's state,
 * so the others, and all of them when they replay their logs, pass it by.
 *
 * <p>Each file has a name of its own: one that is still written for a request that was given up harms no later one.
 */
final class ShardCheckpoint implements StateListener {

    private static final Logger LOG = LoggerFactory.getLogger(ShardCheckpoint.class);

    private final int shardId;
    private final CheckpointConfig config;
    private final ReplicaStatus status;
    private final Snapshots files;
    private final ShardSnapshot state;
    private long correlationId;
    private String name = "";
    private Optional<WrittenState> written = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    /** Why there is no file; the position is where the shard was if it had moved on, else 0. */
    record Failure(long movedTo, String text) {
    }

    ShardCheckpoint(ShardContext context, Snapshots files, ShardSnapshot state) {
        shardId = context.shardId();
        config = context.cluster().checkpoints();
        status = context.status();
        this.files = files;
        this.state = state;
    }

    /** A marker has come out of the log. One that finds a file being written does nothing; the door repeats it. */
    void onMarker(TakeCheckpointDecoder marker) {
        if (!status.ready() || marker.memberId() != status.memberId() || files.busy()) {
            return;
        }
        correlationId = marker.correlationId();
        written = Optional.empty();
        failure = Optional.empty();
        long reached = status.previousPosition();
        if (reached != marker.position()) {
            failure = Optional.of(new Failure(reached,
                "the shard has gone on to position " + reached + " from " + marker.position()));
            return;
        }
        name = marker.name();
        SnapshotPoint here = new SnapshotPoint(status.position(), status.timestampMs(),
            status.leadership().termId(), status.leadership().leaderMemberId());
        Path folder = config.folder(new CheckpointName(name));
        files.write(here, state, folder.resolve("shard-" + shardId + '-' + here.position() + ".snapshot"), this);
    }

    /** Whether a request is the one that the newest marker was for. */
    boolean isOf(long requestId) {
        return correlationId == requestId;
    }

    /** Whether no marker could be heeded now. */
    boolean busy() {
        return files.busy();
    }

    /** The complete file, if the newest marker's is. */
    Optional<WrittenState> written() {
        return written;
    }

    /** Why the newest marker's file will not be. */
    Optional<Failure> failure() {
        return failure;
    }

    @Override
    public void onWritten(WrittenState file) {
        written = Optional.of(file);
        LOG.info("{}: checkpoint {} at {} complete, {} rows in {} bytes",
            files.group(), name, file.position(), file.rows(), file.bytes());
    }

    @Override
    public void onFailed(String reason) {
        failure = Optional.of(new Failure(0, reason));
        LOG.warn("{}: checkpoint {} failed: {}", files.group(), name, reason);
    }
}
