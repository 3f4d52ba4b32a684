package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.model.tensor.IndexArray;
import java.nio.LongBuffer;
import java.util.function.LongToIntFunction;

/** A batch of sequences as the arrays that an encoder takes. */
final class JaggedInput {

    private final NDManager step;
    private final SequenceBatch batch;

    JaggedInput(NDManager step, SequenceBatch batch) {
        this.step = step;
        this.batch = batch;
    }

    /** Rows of the inputs, T. */
    NDArray index(LongToIntFunction rowOfId) {
        NDArray index = IndexArray.create(step, new Shape(batch.positions()));
        LongBuffer target = IndexArray.view(index);
        for (int b = 0; b < batch.size(); b++) {
            int first = b * batch.width();
            for (int slot = first; slot < first + batch.lengths()[b]; slot++) {
                target.put(rowOfId.applyAsInt(batch.itemIds()[slot]));
            }
        }
        return index;
    }

    /** B. */
    NDArray lengths() {
        NDArray lengths = IndexArray.create(step, new Shape(batch.size()));
        LongBuffer target = IndexArray.view(lengths);
        for (int length : batch.lengths()) {
            target.put(length);
        }
        return lengths;
    }

    /** B x N. */
    NDArray timestamps() {
        return step.create(batch.timestamps(), new Shape(batch.size(), batch.width()));
    }

    /** Which of the T rows is the last of each sequence, B. */
    NDArray lastRows() {
        NDArray last = IndexArray.create(step, new Shape(batch.size()));
        LongBuffer target = IndexArray.view(last);
        long end = 0;
        for (int length : batch.lengths()) {
            end += length;
            target.put(end - 1);
        }
        return last;
    }
}
