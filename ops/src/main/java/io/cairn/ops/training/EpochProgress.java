package io.cairn.ops.training;

import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.trainer.evaluator.Metrics;
import io.cairn.trainer.loop.EpochReport;
import io.cairn.trainer.loop.StepReport;
import io.cairn.trainer.loop.TrainingListener;
import java.util.Optional;

/** Shows training on a display: one task for each epoch, with loss and speed. */
final class EpochProgress implements TrainingListener, AutoCloseable {

    private final ProgressDisplay display;
    private Optional<Progress> epoch = Optional.empty();
    private Optional<EpochReport> last = Optional.empty();

    EpochProgress(ProgressDisplay display) {
        this.display = display;
    }

    @Override
    public void stepFinished(StepReport report) {
        if (epoch.isEmpty()) {
            String task = "epoch " + report.epoch() + "/" + report.epochs();
            epoch = Optional.of(display.begin(task, "sequences", report.sequencesPerEpoch()));
        }
        epoch.get().show(report.sequences(),
            String.format("loss %.4f, %,.0f rows/s", report.loss(), report.rowsPerSecond()));
    }

    @Override
    public void epochFinished(EpochReport report) {
        last = Optional.of(report);
        epoch.ifPresent(progress -> progress.show(report.sequences(), text(report)));
        close();
    }

    /** The last epoch that was finished, if there was one. */
    Optional<EpochReport> last() {
        return last;
    }

    @Override
    public void close() {
        epoch.ifPresent(Progress::close);
        epoch = Optional.empty();
    }

    private static String text(EpochReport report) {
        String speed = String.format("loss %.4f, %,.0f rows/s", report.loss(), report.rowsPerSecond());
        return speed + report.metrics().map(EpochProgress::text).orElse("");
    }

    private static String text(Metrics metrics) {
        return String.format(", HR@10 %.4f, NDCG@10 %.4f", metrics.hr10(), metrics.ndcg10());
    }
}
