/**
 * Training from batches to a trained model: what a step needs is prepared and pulled ahead, the step computes and
 * pushes, listeners watch, the state is saved and found again. The only place that knows tables and models at once.
 *
 * <p>Everything here runs on the thread that called {@link io.cairn.trainer.loop.TrainingLoop#run}, but for the table,
 * which {@code cairn-embedding} talks to.
 */
package io.cairn.trainer.loop;
