package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.loss.Negatives;
import io.cairn.trainer.model.tensor.IndexArray;
import java.nio.LongBuffer;

/**
 * Turns a batch of sequences into a step: draws negatives, finds the distinct items among inputs, targets and
 * negatives, asks the table for their rows, and writes down which row stands where.
 */
final class StepPlanner {

    private final NDManager model;
    private final EmbeddingPipeline table;
    private final Negatives negatives;
    private final int negativesPerPosition;
    private final UniqueItems items;
    private int[] drawn = new int[0];

    StepPlanner(NDManager model, EmbeddingPipeline table, Catalogue catalogue, Negatives negatives,
                int negativesPerPosition) {
        this.model = model;
        this.table = table;
        this.negatives = negatives;
        this.negativesPerPosition = negativesPerPosition;
        items = new UniqueItems(catalogue);
    }

    StepPlan plan(long number, SequenceBatch batch) {
        NDManager step = model.newSubManager();
        items.clear();
        JaggedInput input = new JaggedInput(step, batch);
        NDList inputs = new NDList(input.index(items::rowOfId), input.lengths(), input.timestamps());
        NDArray samples = samples(step, batch, number);
        return new StepPlan(number, batch, step, inputs, samples, table.pull(items.keys(), items.size()));
    }

    private NDArray samples(NDManager step, SequenceBatch batch, long number) {
        int positions = batch.positions();
        if (drawn.length != positions * negativesPerPosition) {
            drawn = new int[positions * negativesPerPosition];
        }
        negatives.draw(number, drawn);
        NDArray samples = IndexArray.create(step, new Shape(positions, 1L + negativesPerPosition));
        LongBuffer target = IndexArray.view(samples);
        int next = 0;
        for (int b = 0; b < batch.size(); b++) {
            int first = b * batch.width();
            for (int slot = first; slot < first + batch.lengths()[b]; slot++) {
                target.put(items.rowOfId(batch.itemIds()[slot + 1]));
                for (int end = next + negativesPerPosition; next < end; next++) {
                    target.put(items.rowOfIndex(drawn[next]));
                }
            }
        }
        return samples;
    }
}
