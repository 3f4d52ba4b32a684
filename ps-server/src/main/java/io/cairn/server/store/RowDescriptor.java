package io.cairn.server.store;

/**
 * Layout of a row in native memory and in a snapshot, little-endian:
 * <pre>
 *   0                   8            12                 16
 *   +-------------------+------------+------------------+----------------------+------------------------+---------+
 *   | position      i64 | pushCount  | lastPushSeconds  | weights              | optimizer state        | padding |
 *   |                   |        u32 |              u32 | f32 x dimension      | f32 x state floats     | to 8    |
 *   +-------------------+------------+------------------+----------------------+------------------------+---------+
 * </pre>
 * {@code position} is the log position of the push that last changed the row, {@code pushCount} how many did
 * (it stays at its largest value once there), {@code lastPushSeconds} the cluster time of the last one, in seconds
 * since 1970 (it fits until 2106). A row exists from its first push on, so all three are 0 only in the answer for a
 * key without a row. The padding is 0.
 */
public final class RowDescriptor {

    /** Offset of the log position of the last push, int64. */
    public static final int POSITION_OFFSET = 0;

    /** Offset of the number of pushes, uint32. */
    public static final int PUSH_COUNT_OFFSET = 8;

    /** Offset of the cluster time of the last push in seconds, uint32. */
    public static final int LAST_PUSH_SECONDS_OFFSET = 12;

    /** Offset of the first weight, and the length of the header. */
    public static final int WEIGHTS_OFFSET = 16;

    private RowDescriptor() {
    }

    /**
     * Length of a row.
     *
     * @param dimension   number of weights.
     * @param stateFloats number of floats of optimizer state.
     * @return bytes, a multiple of 8.
     */
    public static int rowBytes(int dimension, int stateFloats) {
        int used = WEIGHTS_OFFSET + Float.BYTES * (dimension + stateFloats);
        return (used + 7) & ~7;
    }
}
