package io.cairn.server.snapshot;

import java.util.concurrent.atomic.AtomicLong;

/** What can be seen of a replica's snapshots. Written by its owner thread, read by any. */
public final class SnapshotStatus {

    private static final double NS_PER_SECOND = 1e9;
    private static final double MS_PER_SECOND = 1e3;

    private final AtomicLong failures = new AtomicLong();
    private volatile Complete last = new Complete(0, 0, 0, 0);
    private volatile boolean running;

    /** No snapshot yet. */
    public SnapshotStatus() {
    }

    /**
     * Place in the log of the newest complete snapshot.
     *
     * @return 0 if there is none.
     */
    public long position() {
        return last.position;
    }

    /**
     * Length of the newest complete snapshot.
     *
     * @return bytes.
     */
    public long bytes() {
        return last.bytes;
    }

    /**
     * How long the newest complete snapshot took.
     *
     * @return seconds, 0 if it was taken before this process started.
     */
    public double seconds() {
        return last.tookNs / NS_PER_SECOND;
    }

    /**
     * How old the newest complete snapshot is.
     *
     * @return seconds; not a number if there is none.
     */
    public double ageSeconds() {
        return position() == 0 ? Double.NaN : (System.currentTimeMillis() - last.completedAtMs) / MS_PER_SECOND;
    }

    /**
     * Whether a snapshot is being taken.
     *
     * @return true from its beginning until its file and what follows from it are complete.
     */
    public boolean running() {
        return running;
    }

    /**
     * Snapshots that were begun and never became complete.
     *
     * @return how many since the start of this process.
     */
    public long failures() {
        return failures.get();
    }

    void onBegin() {
        running = true;
    }

    void onComplete(long position, long bytes, long tookNs) {
        last = new Complete(position, bytes, tookNs, System.currentTimeMillis());
        running = false;
    }

    void onFailed() {
        failures.incrementAndGet();
        running = false;
    }

    void onRestored(long position, long bytes, long completedAtMs) {
        last = new Complete(position, bytes, 0, completedAtMs);
    }

    private record Complete(long position, long bytes, long tookNs, long completedAtMs) {
    }
}
