package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import java.util.Arrays;

/**
 * The floor under every model: all users get the same ranking, by how often training has each item. Of items with equal
 * counts the smaller id stands first, so that no tie is left to the evaluator, which would settle it for the target.
 */
public final class PopularityBaseline {

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
        return BaselineEvaluation.of(source,
            (batch, sequence, scores, offset) -> System.arraycopy(popularity, 0, scores, offset, popularity.length));
    }

    /** Minus the place in the order of falling counts, then rising ids; exact for the first 16 million places. */
    static float[] scores(int[] counts) {
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
