package io.cairn.server.store;

import io.cairn.slot.SlotHash;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Digests of rows: the digest of a set of rows is the sum of the digests of its rows, so their order does not count.
 */
public final class RowDigest {

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final int ROTATION = 29;
    private static final int LANE_BYTES = 16;

    private RowDigest() {
    }

    /**
     * The digest of a row: two lanes of words, each folded by rotating and multiplying, mixed at the end.
     *
     * @param key      of the row.
     * @param buffer   holds the row in the layout of {@link RowDescriptor}.
     * @param offset   of its first byte.
     * @param rowBytes its length, a multiple of 8.
     * @return any value.
     */
    public static long of(long key, DirectBuffer buffer, int offset, int rowBytes) {
        long even = key;
        long odd = ~key;
        int paired = rowBytes & -LANE_BYTES;
        for (int i = 0; i < paired; i += LANE_BYTES) {
            even = fold(even, buffer.getLong(offset + i, ByteOrder.LITTLE_ENDIAN));
            odd = fold(odd, buffer.getLong(offset + i + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        }
        if (paired < rowBytes) {
            even = fold(even, buffer.getLong(offset + paired, ByteOrder.LITTLE_ENDIAN));
        }
        return SlotHash.mix(even ^ Long.rotateLeft(odd, ROTATION) * FACTOR);
    }

    private static long fold(long lane, long word) {
        return Long.rotateLeft((lane ^ word) * FACTOR, ROTATION);
    }
}
