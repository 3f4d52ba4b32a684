package io.cairn.server.shard;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Looks for NaN and infinities, two float32 values at a time. Exactly those have all eight exponent bits set, so adding
 * the lowest exponent bit to the masked exponent carries into the sign bit for them and for nothing else.
 */
final class FiniteScan {

    /** All values are finite. */
    static final int NONE = -1;

    private static final long EXPONENTS = 0x7f80_0000_7f80_0000L;
    private static final long LOWEST_EXPONENT_BITS = 0x0080_0000_0080_0000L;
    private static final long SIGNS = 0x8000_0000_8000_0000L;
    private static final int PAIRS_PER_RUN = 32;

    private FiniteScan() {
    }

    /**
     * Finds the first value that is not finite.
     *
     * @param buffer holds the values, little-endian.
     * @param offset of the first value.
     * @param count  number of values.
     * @return its index, or {@link #NONE}.
     */
    static int firstNonFinite(DirectBuffer buffer, int offset, int count) {
        int pairs = count / 2;
        for (int pair = 0; pair < pairs; pair += PAIRS_PER_RUN) {
            int end = Math.min(pair + PAIRS_PER_RUN, pairs);
            long carries = 0;
            for (int i = pair; i < end; i++) {
                carries |= (buffer.getLong(offset + Long.BYTES * i, ByteOrder.LITTLE_ENDIAN) & EXPONENTS)
                    + LOWEST_EXPONENT_BITS;
            }
            if ((carries & SIGNS) != 0) {
                return search(buffer, offset, 2 * pair, 2 * end);
            }
        }
        return search(buffer, offset, 2 * pairs, count);
    }

    private static int search(DirectBuffer buffer, int offset, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(buffer.getFloat(offset + Float.BYTES * i, ByteOrder.LITTLE_ENDIAN))) {
                return i;
            }
        }
        return NONE;
    }
}
