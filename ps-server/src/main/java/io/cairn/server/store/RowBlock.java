package io.cairn.server.store;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Some rows of a store copied out into arrays, one array per plane (the weights, then each plane of optimizer state),
 * to be changed there by vectorized loops and copied back. Value {@code k} of row {@code r} in a plane of width
 * {@code w} is at {@code r * w + k}. Reused from block to block; does not allocate after construction.
 */
public final class RowBlock {

    private static final long FLOATS_OFFSET = UnsafeApi.arrayBaseOffset(float[].class);
    private static final int FLOATS = 5120;
    private static final int ROWS_MAX = 256;

    private final RowStore store;
    private final int[] widths;
    private final float[][] planes;
    private final float[] gradients;
    private final int[] pushCounts;
    private final long[] addresses;
    private int rows;

    /**
     * Makes a block.
     *
     * @param store       of the rows.
     * @param stateWidths floats per row of each state plane, in row order.
     */
    public RowBlock(RowStore store, int[] stateWidths) {
        this.store = store;
        int dimension = store.spec().dimension();
        int capacity = Math.min(ROWS_MAX, Math.max(1, FLOATS / dimension));
        widths = new int[stateWidths.length + 1];
        widths[0] = dimension;
        System.arraycopy(stateWidths, 0, widths, 1, stateWidths.length);
        planes = Arrays.stream(widths).mapToObj(width -> new float[width * capacity]).toArray(float[][]::new);
        gradients = new float[dimension * capacity];
        pushCounts = new int[capacity];
        addresses = new long[capacity];
    }

    /**
     * Room of the block.
     *
     * @return number of rows, at least 1.
     */
    public int capacity() {
        return addresses.length;
    }

    /**
     * The rows loaded.
     *
     * @return how many.
     */
    public int rows() {
        return rows;
    }

    /**
     * The values of the rows loaded.
     *
     * @return weights first, then the state planes; the block's own arrays.
     */
    public float[][] planes() {
        return planes;
    }

    /**
     * The gradients loaded.
     *
     * @return row after row; the block's own array.
     */
    public float[] gradients() {
        return gradients;
    }

    /**
     * How often each loaded row will have been pushed once it is stored: its push count plus 1.
     *
     * @return the block's own array; at most 2^31 - 1 even where the row counts further.
     */
    public int[] pushCounts() {
        return pushCounts;
    }

    /**
     * Copies rows in.
     *
     * @param rowAddresses from {@link RowStore#acquire}, still valid, none twice.
     * @param from         index of the first.
     * @param count        number of rows, 0 to {@link #capacity()}.
     */
    public void load(long[] rowAddresses, int from, int count) {
        store.loadRows(rowAddresses, from, count);
        rows = count;
        for (int row = 0; row < count; row++) {
            long address = rowAddresses[from + row];
            addresses[row] = address;
            int pushes = UnsafeApi.getInt(address + RowDescriptor.PUSH_COUNT_OFFSET);
            pushCounts[row] = pushes >= 0 && pushes < Integer.MAX_VALUE ? pushes + 1 : Integer.MAX_VALUE;
            long value = address + RowDescriptor.WEIGHTS_OFFSET;
            for (int plane = 0; plane < planes.length; plane++) {
                long bytes = (long) widths[plane] * Float.BYTES;
                UnsafeApi.copyMemory(null, value, planes[plane], offset(plane, row), bytes);
                value += bytes;
            }
        }
    }

    /**
     * Copies in one gradient for each loaded row.
     *
     * @param source buffer with the gradients, little-endian float32, row after row.
     * @param offset of the first value.
     * @throws IndexOutOfBoundsException if they reach past the end of the buffer.
     */
    public void loadGradients(DirectBuffer source, int offset) {
        int bytes = rows * widths[0] * Float.BYTES;
        source.boundsCheck(offset, bytes);
        UnsafeApi.copyMemory(source.byteArray(), source.addressOffset() + offset, gradients, FLOATS_OFFSET, bytes);
    }

    /**
     * Copies the rows back to where they came from, and counts one push on each.
     *
     * @param position       log position of the push.
     * @param clusterSeconds cluster time of the push, uint32 seconds since 1970.
     */
    public void store(long position, int clusterSeconds) {
        for (int row = 0; row < rows; row++) {
            long address = addresses[row];
            int pushes = UnsafeApi.getInt(address + RowDescriptor.PUSH_COUNT_OFFSET);
            UnsafeApi.putLong(address + RowDescriptor.POSITION_OFFSET, position);
            UnsafeApi.putInt(address + RowDescriptor.PUSH_COUNT_OFFSET, pushes == -1 ? -1 : pushes + 1);
            UnsafeApi.putInt(address + RowDescriptor.LAST_PUSH_SECONDS_OFFSET, clusterSeconds);
            long value = address + RowDescriptor.WEIGHTS_OFFSET;
            for (int plane = 0; plane < planes.length; plane++) {
                long bytes = (long) widths[plane] * Float.BYTES;
                UnsafeApi.copyMemory(planes[plane], offset(plane, row), null, value, bytes);
                value += bytes;
            }
        }
    }

    private long offset(int plane, int row) {
        return FLOATS_OFFSET + (long) row * widths[plane] * Float.BYTES;
    }
}
