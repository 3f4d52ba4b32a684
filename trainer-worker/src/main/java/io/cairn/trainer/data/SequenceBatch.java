package io.cairn.trainer.data;

/**
 * Users' sequences side by side, oldest event first, padded on the right with 0. With B = {@link #size()} and
 * N = {@link #width()}, slot {@code i} of sequence {@code b} is at index {@code b * N + i} of both matrices:
 *
 * <pre>
 * slot     0    1   ...  L-1   L        L+1 ... N-1
 * itemIds  id0  id1 ...  idL-1 target   0   ... 0
 * times    t0   t1  ...  tL-1  its time 0   ... 0
 * </pre>
 *
 * <p>The model reads slots 0 up to and excluding L = {@code lengths()[b]}. Its output at slot {@code i} predicts the id
 * in slot {@code i + 1}, in training for every such i, in evaluation for i = L - 1 alone. The time in slot L is known
 * to the model too: it is the time of the request. The arrays are not copied and must not be changed by readers.
 */
public final class SequenceBatch {

    /**
     * Slots beyond the longest input: one for the target and ten more, which the public code reserves. They count in
     * the constant N by which HSTU divides its attention, so they are part of the model's definition.
     */
    public static final int EXTRA_SLOTS = 11;

    private final int width;
    private final long[] itemIds;
    private final long[] timestamps;
    private final int[] lengths;

    /**
     * Wraps filled arrays.
     *
     * @param width      N, slots per sequence.
     * @param itemIds    B x N ids, row-major; 0 in padded slots, otherwise at least 1.
     * @param timestamps B x N times, row-major, in the unit of the data set.
     * @param lengths    B numbers of inputs L, each 1 to N - 1.
     * @throws IllegalArgumentException if sizes or lengths do not fit together.
     */
    public SequenceBatch(int width, long[] itemIds, long[] timestamps, int[] lengths) {
        if (itemIds.length != lengths.length * width || timestamps.length != itemIds.length) {
            throw new IllegalArgumentException(lengths.length + " sequences of " + width + " slots do not fit "
                + itemIds.length + " ids and " + timestamps.length + " timestamps");
        }
        for (int length : lengths) {
            if (length < 1 || length >= width) {
                throw new IllegalArgumentException("length must be 1 to " + (width - 1) + ", got " + length);
            }
        }
        this.width = width;
        this.itemIds = itemIds;
        this.timestamps = timestamps;
        this.lengths = lengths;
    }

    /**
     * N for a longest input.
     *
     * @param maxLength most inputs in a sequence, at least 1.
     * @return slots per sequence.
     */
    public static int width(int maxLength) {
        return maxLength + EXTRA_SLOTS;
    }

    /**
     * B.
     *
     * @return number of sequences, at least 1 in what sources deliver.
     */
    public int size() {
        return lengths.length;
    }

    /**
     * N.
     *
     * @return slots per sequence.
     */
    public int width() {
        return width;
    }

    /**
     * Ids by sequence and slot.
     *
     * @return B x N, row-major.
     */
    public long[] itemIds() {
        return itemIds;
    }

    /**
     * Times by sequence and slot.
     *
     * @return B x N, row-major; all 0 where the source has no times.
     */
    public long[] timestamps() {
        return timestamps;
    }

    /**
     * Inputs per sequence.
     *
     * @return B lengths L.
     */
    public int[] lengths() {
        return lengths;
    }

    /**
     * The id to predict after the last input.
     *
     * @param sequence 0 up to and excluding B.
     * @return the id in slot L.
     */
    public long target(int sequence) {
        return itemIds[sequence * width + lengths[sequence]];
    }

    /**
     * Inputs of all sequences together: the predictions of one training step.
     *
     * @return sum of the lengths.
     */
    public int positions() {
        int sum = 0;
        for (int length : lengths) {
            sum += length;
        }
        return sum;
    }
}
