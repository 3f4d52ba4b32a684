package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import java.util.Arrays;
import java.util.Iterator;

/** The distinct items of each training sequence, and the sequences of each item: a sparse matrix both ways. */
final class ItemUsers {

    private static final int BATCH_SEQUENCES = 128;

    private final int[] itemStarts;
    private final int[] sequencesOfItems;
    private final int[] sequenceStarts;
    private final int[] itemsOfSequences;

    /** Reads the first epoch, in which every sequence is. */
    ItemUsers(BatchSource source) {
        int[] starts = new int[source.trainingSequences() + 1];
        int[] items = new int[1 << 16];
        int sequences = 0;
        Iterator<SequenceBatch> batches = source.training(0, BATCH_SEQUENCES);
        while (batches.hasNext()) {
            SequenceBatch batch = batches.next();
            for (int b = 0; b < batch.size(); b++) {
                int[] distinct = distinct(source.catalogue(), batch, b);
                int end = Math.addExact(starts[sequences], distinct.length);
                if (end > items.length) {
                    items = Arrays.copyOf(items, Math.max(end, Math.addExact(items.length, items.length)));
                }
                System.arraycopy(distinct, 0, items, starts[sequences], distinct.length);
                starts[++sequences] = end;
            }
        }
        sequenceStarts = starts;
        itemsOfSequences = Arrays.copyOf(items, starts[sequences]);
        itemStarts = itemStarts(source.catalogue().size());
        sequencesOfItems = transposed();
    }

    private static int[] distinct(Catalogue catalogue, SequenceBatch batch, int sequence) {
        int first = sequence * batch.width();
        return Arrays.stream(batch.itemIds(), first, first + batch.lengths()[sequence] + 1)
            .mapToInt(catalogue::indexOf).sorted().distinct().toArray();
    }

    private int[] itemStarts(int items) {
        int[] starts = new int[items + 1];
        for (int item : itemsOfSequences) {
            starts[item + 1]++;
        }
        for (int item = 0; item < items; item++) {
            starts[item + 1] += starts[item];
        }
        return starts;
    }

    private int[] transposed() {
        int[] next = itemStarts.clone();
        int[] sequences = new int[itemsOfSequences.length];
        for (int sequence = 0; sequence < sequenceStarts.length - 1; sequence++) {
            for (int at = sequenceStarts[sequence]; at < sequenceStarts[sequence + 1]; at++) {
                sequences[next[itemsOfSequences[at]]++] = sequence;
            }
        }
        return sequences;
    }

    /** Sequences that have an item. */
    int count(int item) {
        return itemStarts[item + 1] - itemStarts[item];
    }

    /**
     * Counts in how many sequences items are together with one.
     *
     * @param item    the one.
     * @param counts  zeros, by item; counts are added.
     * @param touched gets the items with a count above 0, the one itself included.
     * @return number of those.
     */
    int countTogether(int item, int[] counts, int[] touched) {
        int size = 0;
        for (int at = itemStarts[item]; at < itemStarts[item + 1]; at++) {
            int sequence = sequencesOfItems[at];
            for (int other = sequenceStarts[sequence]; other < sequenceStarts[sequence + 1]; other++) {
                int found = itemsOfSequences[other];
                if (counts[found]++ == 0) {
                    touched[size++] = found;
                }
            }
        }
        return size;
    }
}
