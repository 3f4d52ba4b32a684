package io.cairn.trainer.loop;

import io.cairn.trainer.evaluator.Metrics;
import java.util.Optional;

/**
 * What an epoch did. An epoch that was resumed counts from where it was.
 *
 * @param epoch              finished epochs.
 * @param epochs             of the whole training.
 * @param step               finished steps in all.
 * @param loss               mean over the epoch's positions, each before its step's update.
 * @param sequences          trained.
 * @param positions          trained.
 * @param sparsity           share of inputs that are missing for each sequence to be as long as the longest may be.
 * @param rows               rows pulled and pushed.
 * @param seconds            for training, without evaluation.
 * @param waitSeconds        of those, waiting for rows.
 * @param metrics            of the evaluation after the epoch, if it was one to evaluate.
 * @param evaluationSeconds  for that evaluation, else 0.
 */
public record EpochReport(int epoch, int epochs, long step, double loss, int sequences, long positions,
                          double sparsity, long rows, double seconds, double waitSeconds, Optional<Metrics> metrics,
                          double evaluationSeconds) {

    /**
     * Speed of training.
     *
     * @return sequences per second, evaluation left out.
     */
    public double sequencesPerSecond() {
        return sequences / seconds;
    }

    /**
     * Speed of the table as training saw it.
     *
     * @return rows pulled and pushed per second, evaluation left out.
     */
    public double rowsPerSecond() {
        return rows / seconds;
    }
}
