package io.cairn.trainer.loop;

import io.cairn.trainer.evaluator.Metrics;
import java.util.Optional;

/** Adds up what the steps of one epoch did. */
final class EpochMeter {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long startNs = System.nanoTime();
    private int sequences;
    private long positions;
    private long rows;
    private long waitNs;
    private double weightedLoss;
    private double lastLoss;

    void add(StepPlan plan, float loss, long waitedNs) {
        int stepPositions = plan.sequences().positions();
        sequences += plan.sequences().size();
        positions += stepPositions;
        rows += plan.rows().size();
        waitNs += waitedNs;
        lastLoss = loss;
        weightedLoss += (double) loss * stepPositions;
    }

    StepReport step(Progress progress, int epochs, int skipped, int perEpoch) {
        double seconds = secondsSince(startNs);
        return new StepReport(progress.epoch() + 1, epochs, progress.step(), lastLoss, skipped + sequences, perEpoch,
            sequences / seconds, rows / seconds);
    }

    /** To be called right after the last step: the time until now is the training's. */
    EpochReport epoch(Progress progress, int epochs, int longest) {
        double sparsity = 1 - (double) positions / ((long) sequences * longest);
        return new EpochReport(progress.epoch(), epochs, progress.step(), weightedLoss / positions, sequences,
            positions, sparsity, rows, secondsSince(startNs), waitNs / NANOS_PER_SECOND, Optional.empty(), 0);
    }

    static EpochReport withMetrics(EpochReport report, Metrics metrics, double seconds) {
        return new EpochReport(report.epoch(), report.epochs(), report.step(), report.loss(), report.sequences(),
            report.positions(), report.sparsity(), report.rows(), report.seconds(), report.waitSeconds(),
            Optional.of(metrics), seconds);
    }

    static double secondsSince(long ns) {
        return (System.nanoTime() - ns) / NANOS_PER_SECOND;
    }
}
