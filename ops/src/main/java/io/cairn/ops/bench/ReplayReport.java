package io.cairn.ops.bench;

import io.cairn.ops.bench.SnapshotReport.LoadResult;

/**
 * How fast a node replays its log when it starts.
 *
 * @param workload              what was pushed.
 * @param machine               where.
 * @param load                  the pushes, as they were applied the first time.
 * @param restartSeconds        from the start of the process to its open doors, from a snapshot alone.
 * @param replaySeconds         the same, from that snapshot and the pushes behind it.
 * @param replayedRowsPerSecond rows of the pushes by the difference of both times.
 */
public record ReplayReport(
    Workload workload,
    Machine machine,
    LoadResult load,
    double restartSeconds,
    double replaySeconds,
    double replayedRowsPerSecond) {
}
