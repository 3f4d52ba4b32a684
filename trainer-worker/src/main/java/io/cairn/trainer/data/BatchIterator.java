package io.cairn.trainer.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Fills one batch after the other from sequences numbered 0 to count - 1; the last batch has the remainder. */
final class BatchIterator implements Iterator<SequenceBatch> {

    /** Writes single sequences. */
    @FunctionalInterface
    interface Sequences {
        /**
         * Writes the inputs and the target of one sequence.
         *
         * @param ordinal    which sequence.
         * @param itemIds    zeros from {@code offset} on, for width slots.
         * @param timestamps likewise.
         * @param offset     index of slot 0.
         * @return number of inputs L; the target is in slot L.
         */
        int write(int ordinal, long[] itemIds, long[] timestamps, int offset);
    }

    private final Sequences sequences;
    private final int count;
    private final int batchSize;
    private final int width;
    private int next;

    BatchIterator(Sequences sequences, int count, int batchSize, int maxLength) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size must be at least 1, got " + batchSize);
        }
        this.sequences = sequences;
        this.count = count;
        this.batchSize = batchSize;
        this.width = SequenceBatch.width(maxLength);
    }

    @Override
    public boolean hasNext() {
        return next < count;
    }

    @Override
    public SequenceBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no batch after sequence " + count);
        }
        int size = Math.min(batchSize, count - next);
        long[] itemIds = new long[size * width];
        long[] timestamps = new long[size * width];
        int[] lengths = new int[size];
        for (int b = 0; b < size; b++) {
            lengths[b] = sequences.write(next++, itemIds, timestamps, b * width);
        }
        return new SequenceBatch(width, itemIds, timestamps, lengths);
    }
}
