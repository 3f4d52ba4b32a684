package io.cairn.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Room for one block in native memory. Belongs to one thread at a time: owner, writer, owner again. */
final class SnapshotBlock {

    private final ByteBuffer bytes =
        ByteBuffer.allocateDirect(SnapshotFormat.BLOCK_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private BlockKind kind = BlockKind.ROWS;
    private int length;

    /** Makes the block empty. */
    void begin(BlockKind content) {
        kind = content;
        length = 0;
    }

    BlockKind kind() {
        return kind;
    }

    /** Bytes of content so far. */
    int length() {
        return length;
    }

    int room() {
        return SnapshotFormat.BLOCK_BYTES_MAX - SnapshotFormat.BLOCK_HEADER_BYTES - length;
    }

    /** The whole block, header included. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** Takes some of the room; returns where it begins in the buffer. */
    int claim(int claimed) {
        int offset = SnapshotFormat.BLOCK_HEADER_BYTES + length;
        length += claimed;
        return offset;
    }

    void free() {
        BufferUtil.free(bytes);
    }
}
