package io.cairn.ops.bench;

import io.cairn.client.EmbeddingClient;
import io.cairn.ops.bench.SnapshotReport.LoadResult;
import io.cairn.ops.progress.ProgressDisplay;

/**
 * How fast a node that starts replays its log, beside how fast the log was pushed: it starts twice from the same
 * snapshot, first without a log behind it, then with the pushes of some seconds.
 */
public final class ReplayBench {

    private final Workload workload;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param workload what to push.
     * @param display  where to show how far it is.
     */
    public ReplayBench(Workload workload, ProgressDisplay display) {
        this.workload = workload;
        this.display = display;
    }

    /**
     * Measures: starts a node as a process, fills it, restarts it twice, ends it.
     *
     * @param machine where, for the report.
     * @return what was found.
     */
    public ReplayReport run(Machine machine) {
        try (FilledTable filled = FilledTable.open(workload, display)) {
            filled.takeSnapshot();
            double alone = filled.restart();
            LoadResult load = push(filled);
            double behind = filled.restart();
            return new ReplayReport(workload, machine, load, alone, behind,
                load.pushedRowsPerSecond() * load.seconds() / (behind - alone));
        }
    }

    private LoadResult push(FilledTable filled) {
        try (EmbeddingClient pusher = filled.newClient();
            EmbeddingClient reader = filled.newClient();
            TimedPhase phase = new TimedPhase(display, "cairn, under load", workload.seconds())) {
            KeyBatches batches = new KeyBatches(workload.rows(), workload.batch());
            return new LoadPhase(filled, pusher, reader, batches, workload).run(() -> !phase.isOver());
        }
    }
}
