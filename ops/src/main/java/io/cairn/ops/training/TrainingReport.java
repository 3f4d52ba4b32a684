package io.cairn.ops.training;

import io.cairn.trainer.evaluator.Metrics;
import java.util.Map;

/**
 * How a training or an evaluation ended.
 *
 * @param epochs             finished epochs, of all runs that led here.
 * @param steps              finished steps, likewise.
 * @param stopped            whether it was asked to stop before its last epoch was done.
 * @param items              size of the catalogue.
 * @param parameters         trained values, item rows excluded.
 * @param sparsity           of this run's last full epoch: share of inputs that are missing for each sequence to be as
 *                           long as the longest may be; 0 if there was none.
 * @param sequencesPerSecond of that epoch, evaluation left out.
 * @param rowsPerSecond      rows pulled and pushed, likewise.
 * @param metrics            by ranking: {@code popularity}, {@code item-knn}, and the kind of the model if it was
 *                           evaluated in this run; empty if nothing is held out.
 */
public record TrainingReport(
    int epochs,
    long steps,
    boolean stopped,
    int items,
    long parameters,
    double sparsity,
    double sequencesPerSecond,
    double rowsPerSecond,
    Map<String, Metrics> metrics) {
}
