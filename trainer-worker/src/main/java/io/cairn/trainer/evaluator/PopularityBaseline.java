package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The floor under every model: all users get the same ranking, by how often training has each item. Of items with equal
 * counts the smaller id stands first, so that no tie is left to the evaluator, which would settle it for the target.
 */
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
        float[] popularity = scores(source.trainingCounts());
        int items = popularity.length;
        int batchSize = Math.max(1, Math.min(128, BATCH_SCORES_MAX / items));
        CatalogueEvaluator evaluator = new CatalogueEvaluator(source.catalogue());
        float[] scores = new float[0];
        Iterator<SequenceBatch> batches = source.evaluation(batchSize);
        while (batches.hasNext()) {
            SequenceBatch batch = batches.next();
            if (scores.length != batch.size() * items) {
                scores = new float[batch.size() * items];
            }
            for (int b = 0; b < batch.size(); b++) {
                System.arraycopy(popularity, 0, scores, b * items, items);
            }
            evaluator.add(batch, scores);
        }
        return evaluator.metrics();
    }

    /** Minus the place in the order of falling counts, then rising ids; exact for the first 16 million places. */
    private static float[] scores(int[] counts) {
        long[] order = new long[counts.length];
        for (int index = 0; index < counts.length; index++) {
            order[index] = (long) -counts[index] << Integer.SIZE | index;
        }
        Arrays.sort(order);
        float[] scores = new float[counts.length];
        for (int place = 0; place < order.length; place++) {
            scores[(int) order[place]] = -place;
        }
        return scores;
    }
}
