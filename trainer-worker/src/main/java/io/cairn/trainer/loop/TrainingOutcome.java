package io.cairn.trainer.loop;

import io.cairn.trainer.evaluator.Metrics;
import java.util.Optional;

/**
 * How a training ended.
 *
 * @param progress how far it came.
 * @param stopped  whether it was asked to stop before its last epoch was done.
 * @param metrics  of its last evaluation, if there was one in this run.
 */
public record TrainingOutcome(Progress progress, boolean stopped, Optional<Metrics> metrics) {
}
