package io.cairn.ops.bench;

/**
 * What a snapshot costs a shard that is pushed to, and how fast the shard comes back from it.
 *
 * @param workload                 what was measured; pushes and pulls of its batch alternate.
 * @param machine                  where.
 * @param plain                    without a snapshot.
 * @param during                   while one was taken.
 * @param snapshotBytes            length of its file.
 * @param snapshotSeconds          from the request to its answer.
 * @param restartSeconds           from the start of the process to its open doors.
 * @param readSeconds              time that {@code dd} takes to read the file.
 * @param readWholeSeconds         the same, all of it at once into new memory.
 * @param throughputLoss           share of the pushed rows per second that the snapshot costs, 0 to 1.
 * @param longestGapDifferenceMs   by how much the longest gap between two answered pulls grows.
 */
public record SnapshotReport(
    Workload workload,
    Machine machine,
    LoadResult plain,
    LoadResult during,
    long snapshotBytes,
    double snapshotSeconds,
    double restartSeconds,
    double readSeconds,
    double readWholeSeconds,
    double throughputLoss,
    double longestGapDifferenceMs) {

    /**
     * One phase of load.
     *
     * @param seconds             how long it was.
     * @param pushedRowsPerSecond rows of applied pushes.
     * @param pulls               answered.
     * @param longestGapMs        longest time between two answered pulls.
     */
    public record LoadResult(double seconds, double pushedRowsPerSecond, long pulls, double longestGapMs) {
    }
}
