package io.cairn.trainer.loop;

/** Watches a training. Called on the training thread, which waits until the call returns. */
public interface TrainingListener {

    /**
     * A step is done.
     *
     * @param report about it.
     */
    default void stepFinished(StepReport report) {
    }

    /**
     * An epoch is done, and evaluated if it was one to evaluate.
     *
     * @param report about it.
     */
    default void epochFinished(EpochReport report) {
    }
}
