package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import java.util.Iterator;

/** Evaluates a ranking that needs no model on the held-out sequences of a source. */
final class BaselineEvaluation {

    private static final int BATCH_SCORES_MAX = 1 << 22;
    private static final int BATCH_SEQUENCES_MAX = 128;

    private BaselineEvaluation() {
    }

    /** Scores the catalogue for one user. */
    @FunctionalInterface
    interface Scoring {
        /**
         * Writes a score for each item.
         *
         * @param batch    has the user's history; the target is not to be looked at.
         * @param sequence which user of the batch.
         * @param scores   all from {@code offset} to behind the catalogue's size are overwritten.
         * @param offset   of the item with index 0.
         */
        void score(SequenceBatch batch, int sequence, float[] scores, int offset);
    }

    static Metrics of(BatchSource source, Scoring scoring) {
        int items = source.catalogue().size();
        int batchSize = Math.max(1, Math.min(BATCH_SEQUENCES_MAX, BATCH_SCORES_MAX / items));
        CatalogueEvaluator evaluator = new CatalogueEvaluator(source.catalogue());
        float[] scores = new float[0];
        Iterator<SequenceBatch> batches = source.evaluation(batchSize);
        while (batches.hasNext()) {
            SequenceBatch batch = batches.next();
            if (scores.length != batch.size() * items) {
                scores = new float[batch.size() * items];
            }
            for (int b = 0; b < batch.size(); b++) {
                scoring.score(batch, b, scores, b * items);
            }
            evaluator.add(batch, scores);
        }
        return evaluator.metrics();
    }
}
