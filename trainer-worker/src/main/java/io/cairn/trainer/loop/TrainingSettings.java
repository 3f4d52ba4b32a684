package io.cairn.trainer.loop;

import io.cairn.table.OptimizerSpec;
import io.cairn.trainer.data.StochasticLength;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to train. The public MovieLens values are the defaults, see {@link #defaults()}.
 *
 * @param epochs        passes over the training sequences, at least 1.
 * @param batchSize     sequences per step, at least 1; the last batch of an epoch has the remainder.
 * @param shortening    rule by which training sequences are shortened; evaluation always has them whole.
 * @param negatives     R, sampled negatives per position, at least 1.
 * @param temperature   of the sampled softmax, above 0.
 * @param dense         optimizer of the model's parameters; rows have their table's own.
 * @param seed          of everything random: first weights, dropout, negatives, shortening. The order of sequences is
 *                      the source's.
 * @param staleness     how many steps' pushes a pull may miss: 0 is fully synchronous, 1 lets the rows of the next step
 *                      arrive while one computes.
 * @param evaluateEvery epochs between evaluations, at least 1; the last epoch is always evaluated.
 * @param checkpoints   directory where the state is saved after each epoch and on a stop, and found again at the start.
 */
public record TrainingSettings(int epochs, int batchSize, Optional<StochasticLength> shortening, int negatives,
                               float temperature, OptimizerSpec.AdamW dense, long seed, int staleness,
                               int evaluateEvery, Optional<Path> checkpoints) {

    /** Checks the ranges. */
    public TrainingSettings {
        require(epochs >= 1, "epochs must be at least 1", epochs);
        require(batchSize >= 1, "batchSize must be at least 1", batchSize);
        require(negatives >= 1, "negatives must be at least 1", negatives);
        require(temperature > 0, "temperature must be above 0", temperature);
        require(staleness >= 0, "staleness must be at least 0", staleness);
        require(evaluateEvery >= 1, "evaluateEvery must be at least 1", evaluateEvery);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }

    /**
     * The public MovieLens configuration: 100 epochs of batches of 128 whole sequences, 128 negatives, temperature
     * 0.05, AdamW with learning rate 1e-3 and decays 0.9 and 0.98, no weight decay, evaluated every 5 epochs; staleness
     * 1, seed 1, no checkpoints.
     *
     * @return its settings.
     */
    public static TrainingSettings defaults() {
        return new TrainingSettings(100, 128, Optional.empty(), 128, 0.05f,
            new OptimizerSpec.AdamW(1e-3, 0.9, 0.98, 1e-8, 0), 1, 1, 5, Optional.empty());
    }

    /**
     * The same training for another time.
     *
     * @param count number of epochs.
     * @return a changed copy.
     */
    public TrainingSettings withEpochs(int count) {
        return new TrainingSettings(count, batchSize, shortening, negatives, temperature, dense, seed, staleness,
            evaluateEvery, checkpoints);
    }
}
