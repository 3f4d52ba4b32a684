package io.cairn.trainer.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The distinct keys of one training step, with a row and a gradient for each, in direct native-order memory that an
 * engine can use in place. Made to be reused: memory grows to the largest batch seen. Belongs to one thread at a time.
 */
public final class RowBatch {

    private final int dimension;
    private long[] keys = new long[0];
    private ByteBuffer rows = floats(0);
    private ByteBuffer gradients = floats(0);
    private int size;

    /**
     * An empty batch.
     *
     * @param dimension weights per row, at least 1.
     */
    public RowBatch(int dimension) {
        this.dimension = dimension;
    }

    /**
     * Starts over with other keys. Rows and gradients are undefined until someone writes them.
     *
     * @param newKeys distinct keys; copied.
     * @param count   how many of them count.
     * @throws IllegalArgumentException if their rows are more than 2 GiB.
     */
    public void reset(long[] newKeys, int count) {
        int countMax = Integer.MAX_VALUE / Float.BYTES / dimension;
        if (count > countMax) {
            throw new IllegalArgumentException(count + " rows of " + dimension
                + " weights are more than the " + countMax + " that one buffer holds");
        }
        if (keys.length < count) {
            int capacity = (int) Math.min(countMax, count + count / 2L);
            keys = new long[capacity];
            rows = floats(capacity * dimension);
            gradients = floats(capacity * dimension);
        }
        System.arraycopy(newKeys, 0, keys, 0, count);
        size = count;
        int bytes = count * dimension * Float.BYTES;
        rows.clear().limit(bytes);
        gradients.clear().limit(bytes);
    }

    private static ByteBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /**
     * Number of keys.
     *
     * @return at least 0.
     */
    public int size() {
        return size;
    }

    /**
     * Weights per row.
     *
     * @return at least 1.
     */
    public int dimension() {
        return dimension;
    }

    /**
     * The keys.
     *
     * @return the first {@link #size()} values count.
     */
    public long[] keys() {
        return keys;
    }

    /**
     * The rows, key after key.
     *
     * @return size x dimension floats from byte 0 to the limit; the position is 0 and stays 0.
     */
    public ByteBuffer rows() {
        return rows;
    }

    /**
     * One gradient per key.
     *
     * @return laid out as {@link #rows()}.
     */
    public ByteBuffer gradients() {
        return gradients;
    }
}
