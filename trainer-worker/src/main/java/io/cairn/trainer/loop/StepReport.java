package io.cairn.trainer.loop;

/**
 * What a step did, and how its epoch goes.
 *
 * @param epoch              the running epoch, from 1.
 * @param epochs             of the whole training.
 * @param step               finished steps in all.
 * @param loss               of this step, before its update.
 * @param sequences          trained in this epoch so far.
 * @param sequencesPerEpoch  in a whole epoch.
 * @param sequencesPerSecond since the epoch began (or was resumed).
 * @param rowsPerSecond      rows pulled and pushed since then.
 */
public record StepReport(int epoch, int epochs, long step, double loss, int sequences, int sequencesPerEpoch,
                         double sequencesPerSecond, double rowsPerSecond) {
}
