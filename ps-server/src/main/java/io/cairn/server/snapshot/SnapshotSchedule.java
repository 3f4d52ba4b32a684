package io.cairn.server.snapshot;

import io.cairn.config.SnapshotConfig;
import java.util.concurrent.TimeUnit;

/** When a leader takes the next snapshot by itself. Used by the owner thread. */
public final class SnapshotSchedule {

    private final SnapshotConfig config;
    private final SnapshotStatus status;
    private long position;
    private long startNs;

    /**
     * A schedule that begins with the first question.
     *
     * @param config  how often.
     * @param status  of the replica's snapshots.
     * @param nowNs   current time.
     */
    public SnapshotSchedule(SnapshotConfig config, SnapshotStatus status, long nowNs) {
        this.config = config;
        this.status = status;
        position = status.position();
        startNs = nowNs;
    }

    /**
     * Whether a snapshot is due. One that fails is due again after as much log or time as the one before it.
     *
     * @param logPosition how far the log is applied.
     * @param nowNs       current time.
     * @return true once for each snapshot.
     */
    public boolean due(long logPosition, long nowNs) {
        if (status.running() || status.position() > position) {
            position = Math.max(position, status.position());
            startNs = nowNs;
            return false;
        }
        long grown = logPosition - position;
        boolean byBytes = config.everyLogBytes() > 0 && grown >= config.everyLogBytes();
        boolean byTime = config.everyMinutes() > 0 && grown > 0
            && nowNs - startNs >= TimeUnit.MINUTES.toNanos(config.everyMinutes());
        if (byBytes || byTime) {
            position = logPosition;
            startNs = nowNs;
            return true;
        }
        return false;
    }
}
