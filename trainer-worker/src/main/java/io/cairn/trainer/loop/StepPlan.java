package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.embedding.PendingRows;

/**
 * A step that is ready but for its rows.
 *
 * @param number    of the step in the whole training, from 0.
 * @param sequences what it learns from.
 * @param manager   owner of all arrays of the step, closed with the plan.
 * @param inputs    the encoder's inputs behind the item rows: row index, lengths, timestamps.
 * @param samples   T x (1 + R) rows of positives and negatives.
 * @param rows      item rows on their way.
 */
record StepPlan(long number, SequenceBatch sequences, NDManager manager, NDList inputs, NDArray samples,
                PendingRows rows) implements AutoCloseable {

    @Override
    public void close() {
        manager.close();
    }
}
