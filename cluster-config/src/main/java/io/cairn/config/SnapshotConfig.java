package io.cairn.config;

/**
 * When each group takes snapshots, and what stays of its log behind them.
 *
 * @param everyLogBytes a snapshot is due once the log has grown by this much, 0 for never, otherwise from 1 MiB.
 * @param everyMinutes  a snapshot is due once the last is so old and the log has grown since, 0 for never.
 * @param logBytesKept  log that stays before the newest snapshot, for members that were away, 0 or more.
 */
public record SnapshotConfig(long everyLogBytes, int everyMinutes, long logBytesKept) {

    private static final long LOG_BYTES_MIN = 1 << 20;

    /** Checks each range. */
    public SnapshotConfig {
        if (everyLogBytes != 0 && everyLogBytes < LOG_BYTES_MIN) {
            throw new IllegalArgumentException("snapshots.everyLogBytes must be 0 or at least " + LOG_BYTES_MIN
                + ", got " + everyLogBytes);
        }
        if (everyMinutes < 0) {
            throw new IllegalArgumentException("snapshots.everyMinutes must be 0 or more, got " + everyMinutes);
        }
        if (logBytesKept < 0) {
            throw new IllegalArgumentException("snapshots.logBytesKept must be 0 or more, got " + logBytesKept);
        }
    }

    /**
     * The schedule where nothing else is said.
     *
     * @return every 8 GiB of log and every hour, with 2 GiB of log kept.
     */
    public static SnapshotConfig defaults() {
        return new SnapshotConfig(8L << 30, 60, 2L << 30);
    }
}
