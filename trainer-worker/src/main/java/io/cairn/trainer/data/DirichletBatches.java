package io.cairn.trainer.data;

import java.util.Iterator;

/**
 * Batches of a {@link DirichletStream}, generated as they are asked for and in the order of the stream: training reads
 * the first records, evaluation asks for the last item of each test record. There are no times. The paper makes a
 * single pass; another epoch repeats the same batches.
 */
public final class DirichletBatches implements BatchSource {

    private final DirichletStreamSpec spec;
    private final Catalogue catalogue;
    private final int maxLength;

    /**
     * Describes the batches.
     *
     * @param spec      the stream.
     * @param maxLength most inputs in a sequence, at least 1; a record's items before its last that many are left out.
     * @throws IllegalArgumentException if the length is below 1.
     */
    public DirichletBatches(DirichletStreamSpec spec, int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("longest input must be at least 1 event, got " + maxLength);
        }
        this.spec = spec;
        this.catalogue = Catalogue.upTo(spec.items());
        this.maxLength = maxLength;
    }

    @Override
    public Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public int maxLength() {
        return maxLength;
    }

    @Override
    public boolean timed() {
        return false;
    }

    @Override
    public int trainingSequences() {
        return spec.trainingRecords();
    }

    @Override
    public int evaluationSequences() {
        return spec.records() - spec.trainingRecords();
    }

    @Override
    public Iterator<SequenceBatch> training(int epoch, int batchSize) {
        return batches(0, trainingSequences(), batchSize);
    }

    @Override
    public Iterator<SequenceBatch> evaluation(int batchSize) {
        return batches(spec.trainingRecords(), evaluationSequences(), batchSize);
    }

    @Override
    public int[] trainingCounts() {
        DirichletStream stream = new DirichletStream(spec);
        int[] counts = new int[spec.items()];
        int[] items = new int[spec.recordLength()];
        for (int record = 0; record < spec.trainingRecords(); record++) {
            stream.fill(record, items);
            for (int item : items) {
                counts[item - 1]++;
            }
        }
        return counts;
    }

    private Iterator<SequenceBatch> batches(int firstRecord, int count, int batchSize) {
        DirichletStream stream = new DirichletStream(spec);
        int[] items = new int[spec.recordLength()];
        int first = Math.max(0, items.length - 1 - maxLength);
        return new BatchIterator(
            (ordinal, itemIds, timestamps, offset) -> {
                stream.fill(firstRecord + ordinal, items);
                for (int i = first; i < items.length; i++) {
                    itemIds[offset + i - first] = items[i];
                }
                return items.length - 1 - first;
            },
            count, batchSize, maxLength);
    }
}
