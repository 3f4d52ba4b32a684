package io.cairn.client.reply;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Rows as a lookup reads them: each with its header, and the time they were read at. Made once by the caller for the
 * largest batch and used for many lookups; its memory grows when a batch needs more and then stays.
 *
 * <pre>
 *   0            8           12                 16
 *   +------------+-----------+------------------+--------------------+
 *   | position   | pushCount | lastPushSeconds  | weights (float32)  |    one row, all little-endian
 *   +------------+-----------+------------------+--------------------+
 * </pre>
 */
public final class LookupRows {

    /** Bytes of a row's header. */
    public static final int HEADER_BYTES = 16;

    private static final int PUSH_COUNT_OFFSET = 8;
    private static final int LAST_PUSH_OFFSET = 12;

    private UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int stride;
    private int count;
    private long timestampMs;

    /** No rows yet. */
    public LookupRows() {
        // memory comes with the first lookup
    }

    /**
     * Makes room for an answer. For the client.
     *
     * @param rows        number of rows, 0 or more.
     * @param weightBytes bytes of one row's weights.
     * @return where the rows go, row i at {@code i * (HEADER_BYTES + weightBytes)}.
     */
    public MutableDirectBuffer prepare(int rows, int weightBytes) {
        stride = HEADER_BYTES + weightBytes;
        count = rows;
        int bytes = Math.multiplyExact(rows, stride);
        if (buffer.capacity() < bytes) {
            buffer = new UnsafeBuffer(new byte[bytes]);
        }
        return buffer;
    }

    /**
     * Where the rows are, for those who hand their bytes on.
     *
     * @return memory of the last lookup, valid until the next.
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where a row's weights are.
     *
     * @param row place of the key in the lookup, from 0.
     * @return offset in {@link #buffer()}.
     */
    public int weightsOffset(int row) {
        return at(row) + HEADER_BYTES;
    }

    /**
     * Sets when the rows were read. For the client.
     *
     * @param clusterTimeMs the oldest cluster time among the answers, milliseconds since 1970.
     */
    public void timestampMs(long clusterTimeMs) {
        timestampMs = clusterTimeMs;
    }

    /**
     * Number of rows of the last lookup.
     *
     * @return 0 or more.
     */
    public int count() {
        return count;
    }

    /**
     * When the rows were read: the oldest time among the shards that answered. The rows' age is now less this.
     *
     * @return cluster time in milliseconds since 1970.
     */
    public long timestampMs() {
        return timestampMs;
    }

    /**
     * Whether a row has come into being, that is, was pushed at least once. One that has not shows its initial weights.
     *
     * @param row place of the key in the lookup, from 0.
     * @return false if the cluster stores no such row.
     */
    public boolean exists(int row) {
        return pushCount(row) != 0;
    }

    /**
     * How often a row was pushed.
     *
     * @param row place of the key in the lookup, from 0.
     * @return 0 to 2^32 - 1.
     */
    public long pushCount(int row) {
        return buffer.getInt(at(row) + PUSH_COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xffff_ffffL;
    }

    /**
     * Log position of the last push that changed a row.
     *
     * @param row place of the key in the lookup, from 0.
     * @return a position of the log of the row's shard, 0 if the row does not exist.
     */
    public long position(int row) {
        return buffer.getLong(at(row), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Cluster time of the last push that changed a row.
     *
     * @param row place of the key in the lookup, from 0.
     * @return seconds since 1970, 0 if the row does not exist.
     */
    public long lastPushSeconds(int row) {
        return buffer.getInt(at(row) + LAST_PUSH_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xffff_ffffL;
    }

    /**
     * One weight.
     *
     * @param row    place of the key in the lookup, from 0.
     * @param column from 0 up to the table's dimension.
     * @return the weight.
     */
    public float weight(int row, int column) {
        return Float.intBitsToFloat(
            buffer.getInt(at(row) + HEADER_BYTES + column * Float.BYTES, ByteOrder.LITTLE_ENDIAN));
    }

    private int at(int row) {
        if (row < 0 || row >= count) {
            throw new IndexOutOfBoundsException("row " + row + " of a lookup of " + count);
        }
        return row * stride;
    }
}
