package io.cairn.server.store;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads one row where it lies, in the layout of {@link RowDescriptor}. Valid until the store next adds or removes a
 * row or closes.
 */
public final class RowFlyweight {

    private final int rowBytes;
    private final UnsafeBuffer row = new UnsafeBuffer(0, 0);

    RowFlyweight(int rowBytes) {
        this.rowBytes = rowBytes;
    }

    RowFlyweight wrap(long address) {
        row.wrap(address, rowBytes);
        return this;
    }

    /**
     * Where the log stood.
     *
     * @return log position of the push that last changed the row.
     */
    public long position() {
        return row.getLong(RowDescriptor.POSITION_OFFSET);
    }

    /**
     * How often the row was pushed.
     *
     * @return 1 to 2^32 - 1.
     */
    public long pushCount() {
        return Integer.toUnsignedLong(row.getInt(RowDescriptor.PUSH_COUNT_OFFSET));
    }

    /**
     * When the row was last pushed.
     *
     * @return cluster time in seconds since 1970.
     */
    public long lastPushSeconds() {
        return Integer.toUnsignedLong(row.getInt(RowDescriptor.LAST_PUSH_SECONDS_OFFSET));
    }

    /**
     * One of the floats after the header.
     *
     * @param index 0 up to the dimension for weights, the optimizer state from there on.
     * @return the value.
     */
    public float value(int index) {
        return row.getFloat(RowDescriptor.WEIGHTS_OFFSET + index * Float.BYTES);
    }

    /**
     * Length of the row.
     *
     * @return bytes, header and padding included, the same for all rows of a table.
     */
    public int rowBytes() {
        return rowBytes;
    }

    /**
     * Digest of the whole row, see {@link RowDigest}.
     *
     * @param key of the row.
     * @return any value.
     */
    public long digest(long key) {
        return RowDigest.of(key, row, 0, rowBytes);
    }

    /**
     * Copies the whole row.
     *
     * @param target receives {@link #rowBytes()} bytes.
     * @param offset of the first byte.
     */
    public void copyTo(MutableDirectBuffer target, int offset) {
        target.putBytes(offset, row, 0, rowBytes);
    }
}
