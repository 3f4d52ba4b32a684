package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.agrona.BufferUtil;

/**
 * A new file that is written from its beginning to its end, in large pieces and past the system's page cache where the
 * file system allows that. A snapshot of gigabytes in the page cache would take the disk in bursts, and the log, which
 * is written through the same cache, would wait behind them. Used by one thread.
 */
final class AppendedFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 4 << 20;
    private static final Set<StandardOpenOption> NEW = Set.of(
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private final FileChannel file;
    private final int blockBytes;
    private final ByteBuffer memory;
    private final ByteBuffer buffer;
    private long length;

    private AppendedFile(DirectChannel channel) {
        file = channel.file();
        blockBytes = channel.blockBytes();
        memory = ByteBuffer.allocateDirect(BUFFER_BYTES + blockBytes);
        buffer = memory.alignedSlice(blockBytes);
    }

    /** Makes an empty file, in place of one that is there. */
    static AppendedFile create(Path path) throws IOException {
        return new AppendedFile(DirectChannel.open(path, NEW));
    }

    /** Takes all bytes from the buffer's position to its limit. */
    void append(ByteBuffer content) throws IOException {
        length += content.remaining();
        while (content.hasRemaining()) {
            int count = Math.min(content.remaining(), buffer.remaining());
            buffer.put(content.slice(content.position(), count));
            content.position(content.position() + count);
            if (!buffer.hasRemaining()) {
                write();
            }
        }
    }

    /** Bytes appended. */
    long length() {
        return length;
    }

    /** Returns when every byte appended is on the disk, and no other. */
    void complete() throws IOException {
        while (buffer.position() % blockBytes != 0) {
            buffer.put((byte) 0);
        }
        write();
        file.truncate(length);
        file.force(true);
    }

    private void write() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        BufferUtil.free(memory);
        file.close();
    }
}
