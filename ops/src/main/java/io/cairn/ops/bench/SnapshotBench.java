package io.cairn.ops.bench;

import io.cairn.client.ClusterSnapshots.GroupSnapshot;
import io.cairn.client.EmbeddingClient;
import io.cairn.ops.bench.SnapshotReport.LoadResult;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.OrderlyEnd;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * What a snapshot costs a shard under load, and how long a restart from it takes beside reading its file. Before each
 * is timed, the system is asked to forget the file's pages.
 */
public final class SnapshotBench {

    private final Workload workload;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param workload what to measure.
     * @param display  where to show how far it is.
     */
    public SnapshotBench(Workload workload, ProgressDisplay display) {
        this.workload = workload;
        this.display = display;
    }

    /**
     * Measures: starts a node as a process, fills it, restarts it, ends it.
     *
     * @param machine where, for the report.
     * @return what was found.
     */
    public SnapshotReport run(Machine machine) {
        try (FilledTable filled = FilledTable.open(workload, display)) {
            LoadResult plain;
            LoadResult during;
            try (EmbeddingClient reader = filled.newClient()) {
                LoadPhase load = new LoadPhase(filled, filled.client(), reader,
                    new KeyBatches(workload.rows(), workload.batch()), workload);
                timed(load, "cairn, warming up");
                plain = timed(load, "cairn, under load");
                during = duringSnapshot(load, filled);
            }
            GroupSnapshot quiet = filled.takeSnapshot();
            Path file = filled.snapshotFile(quiet.position());
            DiskRead.forget(file);
            double restartSeconds = filled.restart();
            DiskRead.forget(file);
            double readSeconds = DiskRead.seconds(file);
            DiskRead.forget(file);
            double readWholeSeconds = DiskRead.secondsWhole(file);
            return new SnapshotReport(workload, machine, plain, during, quiet.bytes(), during.seconds(),
                restartSeconds, readSeconds, readWholeSeconds,
                1 - during.pushedRowsPerSecond() / plain.pushedRowsPerSecond(),
                during.longestGapMs() - plain.longestGapMs());
        }
    }

    private LoadResult duringSnapshot(LoadPhase load, FilledTable filled) {
        CompletableFuture<GroupSnapshot> snapshot = new CompletableFuture<>();
        Thread taking = new Thread(() -> take(filled, snapshot), "cairn-bench-snapshot");
        taking.setDaemon(true);
        taking.start();
        LoadResult during = shown(load, snapshot);
        snapshot.join();
        return during;
    }

    private LoadResult timed(LoadPhase load, String task) {
        try (TimedPhase phase = new TimedPhase(display, task, workload.seconds())) {
            return load.run(() -> !phase.isOver());
        }
    }

    private LoadResult shown(LoadPhase load, CompletableFuture<GroupSnapshot> snapshot) {
        try (Progress progress = display.begin("cairn, taking a snapshot", "snapshots", 1)) {
            LoadResult result = load.run(() -> {
                OrderlyEnd.check();
                return !snapshot.isDone();
            });
            progress.show(1, "");
            return result;
        }
    }

    private static void take(FilledTable filled, CompletableFuture<GroupSnapshot> snapshot) {
        try {
            snapshot.complete(filled.takeSnapshot());
        } catch (RuntimeException e) {
            snapshot.completeExceptionally(e);
        }
    }
}
