package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import java.util.Iterator;

/** The floor under every model: all users get the same ranking, by how often training has each item. */
public final class PopularityBaseline {

    private static final int BATCH_SCORES_MAX = 1 << 22;

    private PopularityBaseline() {
    }

    /**
     * Evaluates it on the held-out sequences of a source.
     *
     * @param source what a model is trained and evaluated on.
     * @return its figures, comparable with the model's.
     */
    public static Metrics evaluate(BatchSource source) {
        int[] counts = source.trainingCounts();
        int batchSize = Math.max(1, Math.min(128, BATCH_SCORES_MAX / counts.length));
        CatalogueEvaluator evaluator = new CatalogueEvaluator(source.catalogue());
        float[] scores = new float[0];
        Iterator<SequenceBatch> batches = source.evaluation(batchSize);
        while (batches.hasNext()) {
            SequenceBatch batch = batches.next();
            if (scores.length != batch.size() * counts.length) {
                scores = new float[batch.size() * counts.length];
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i] = counts[i % counts.length];
            }
            evaluator.add(batch, scores);
        }
        return evaluator.metrics();
    }
}
