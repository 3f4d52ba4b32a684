package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import java.util.Arrays;

/**
 * A floor that knows the user, and which any model should beat: item-kNN. Two items are as similar as the cosine of the
 * training sequences that have them: c(i, j) / sqrt(c(i) c(j)), where c counts sequences. Each item keeps its
 * {@value #NEIGHBOURS_MAX} most similar ones, and an item's score for a user is the sum of its similarities to the
 * items of the history. Equal scores, and items without any, stand in the order of popularity, so that no tie is left
 * to the evaluator.
 */
public final class NeighbourBaseline {

    private static final int NEIGHBOURS_MAX = 100;

    private final Catalogue catalogue;
    /** Items in the order of popularity, and the place of each in it. */
    private final int[] itemAt;
    private final int[] placeOf;
    private final int[][] neighbours;
    private final float[][] similarities;
    private final float[] sums;
    private final int[] touched;

    private NeighbourBaseline(BatchSource source) {
        catalogue = source.catalogue();
        int items = catalogue.size();
        float[] popularity = PopularityBaseline.scores(source.trainingCounts());
        itemAt = new int[items];
        placeOf = new int[items];
        for (int item = 0; item < items; item++) {
            placeOf[item] = (int) -popularity[item];
            itemAt[placeOf[item]] = item;
        }
        neighbours = new int[items][];
        similarities = new float[items][];
        sums = new float[items];
        touched = new int[items];
        learn(new ItemUsers(source));
    }

    /**
     * Evaluates it on the held-out sequences of a source.
     *
     * @param source what a model is trained and evaluated on.
     * @return its figures, comparable with the model's.
     */
    public static Metrics evaluate(BatchSource source) {
        return BaselineEvaluation.of(source, new NeighbourBaseline(source)::score);
    }

    private void learn(ItemUsers users) {
        int[] together = new int[sums.length];
        for (int item = 0; item < sums.length; item++) {
            int size = users.countTogether(item, together, touched);
            for (int i = 0; i < size; i++) {
                int other = touched[i];
                double product = (double) users.count(item) * users.count(other);
                sums[other] = other == item ? 0 : (float) (together[other] / Math.sqrt(product));
                together[other] = 0;
            }
            long[] order = order(size);
            int count = Math.max(0, Math.min(size - 1, NEIGHBOURS_MAX));
            neighbours[item] = new int[count];
            similarities[item] = new float[count];
            for (int i = 0; i < count; i++) {
                neighbours[item][i] = itemAt[(int) order[i]];
                similarities[item][i] = sums[neighbours[item][i]];
            }
            clear(size);
        }
    }

    private void score(SequenceBatch batch, int sequence, float[] scores, int offset) {
        int first = sequence * batch.width();
        int size = 0;
        for (int slot = first; slot < first + batch.lengths()[sequence]; slot++) {
            size = addNeighbours(catalogue.indexOf(batch.itemIds()[slot]), size);
        }
        for (int item = 0; item < sums.length; item++) {
            scores[offset + item] = -placeOf[item] - size;
        }
        long[] order = order(size);
        for (int place = 0; place < size; place++) {
            scores[offset + itemAt[(int) order[place]]] = -place;
        }
        clear(size);
    }

    private int addNeighbours(int item, int found) {
        int size = found;
        for (int i = 0; i < neighbours[item].length; i++) {
            int neighbour = neighbours[item][i];
            if (sums[neighbour] == 0) {
                touched[size++] = neighbour;
            }
            sums[neighbour] += similarities[item][i];
        }
        return size;
    }

    /** Touched items by falling sums, then by popularity; the low half of each number is the place in the latter. */
    private long[] order(int size) {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            long bits = Float.floatToIntBits(sums[touched[i]]);
            order[i] = -bits << Integer.SIZE | placeOf[touched[i]];
        }
        Arrays.sort(order);
        return order;
    }

    private void clear(int size) {
        for (int i = 0; i < size; i++) {
            sums[touched[i]] = 0;
        }
    }
}
