package io.cairn.wire;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Keys as they follow a message's fixed block: {@code count} little-endian 64-bit integers without gaps, beginning at
 * the first offset behind the fixed block that is a multiple of 8 from the start of the message header.
 *
 * <pre>
 *   0        8                        8 + blockLength, rounded up to 8
 *   +--------+------------------------+------+------+------+-----------------
 *   | header | fixed block            | key0 | key1 | …    | RowBlock (Push)
 *   +--------+------------------------+------+------+------+-----------------
 * </pre>
 */
public final class KeyBlock {

    /** Bytes of one key. */
    public static final int KEY_BYTES = Long.BYTES;

    private KeyBlock() {
    }

    /**
     * Where the block begins.
     *
     * @param headerAndBlockLength bytes of message header and fixed block together.
     * @return offset from the start of the message header, a multiple of 8.
     */
    public static int offset(int headerAndBlockLength) {
        return (headerAndBlockLength + 7) & ~7;
    }

    /**
     * Bytes that keys take.
     *
     * @param count number of keys.
     * @return 8 for each.
     */
    public static int bytes(int count) {
        return count * KEY_BYTES;
    }

    /**
     * Reads one key.
     *
     * @param buffer      holds the block.
     * @param blockOffset start of the block in it.
     * @param index       place of the key, from 0.
     * @return the key.
     */
    public static long key(DirectBuffer buffer, int blockOffset, int index) {
        return buffer.getLong(blockOffset + index * KEY_BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes one key.
     *
     * @param buffer      receives the key.
     * @param blockOffset start of the block in it.
     * @param index       place of the key, from 0.
     * @param key         any 64-bit value.
     */
    public static void key(MutableDirectBuffer buffer, int blockOffset, int index, long key) {
        buffer.putLong(blockOffset + index * KEY_BYTES, key, ByteOrder.LITTLE_ENDIAN);
    }
}
