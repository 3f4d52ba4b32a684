package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.agrona.BufferUtil;

/**
 * A file that is read from its beginning to its end, in large pieces and past the system's page cache where the file
 * system allows that: its rows take gigabytes of memory already, and the cache is for the log. Used by one thread at a
 * time.
 */
final class ScannedFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 2 << 20;

    private final FileChannel file;
    private final ByteBuffer memory;
    private final ByteBuffer buffer;
    private final long length;
    private long position;

    private ScannedFile(DirectChannel channel) throws IOException {
        file = channel.file();
        length = file.size();
        memory = ByteBuffer.allocateDirect(BUFFER_BYTES + channel.blockBytes());
        buffer = memory.alignedSlice(channel.blockBytes()).limit(0);
    }

    /** Opens a file. */
    static ScannedFile open(Path path) {
        try {
            return new ScannedFile(DirectChannel.open(path, Set.of(StandardOpenOption.READ)));
        } catch (IOException e) {
            throw new SnapshotException("it cannot be opened: " + e, e);
        }
    }

    /** Fills a buffer from its position up to its limit. */
    void read(ByteBuffer target) {
        while (target.hasRemaining()) {
            if (ended()) {
                throw new SnapshotException("it ends in the middle");
            }
            int count = Math.min(target.remaining(), buffer.remaining());
            target.put(buffer.slice(buffer.position(), count));
            buffer.position(buffer.position() + count);
        }
    }

    /** Whether all of the file was read. */
    boolean ended() {
        if (!buffer.hasRemaining() && position < length) {
            fill();
        }
        return !buffer.hasRemaining();
    }

    private void fill() {
        try {
            // All of the buffer, for the last piece too: a direct read wants whole blocks.
            position += Math.max(0, file.read(buffer.clear()));
            buffer.flip();
        } catch (IOException e) {
            throw new SnapshotException("it cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        BufferUtil.free(memory);
        try {
            file.close();
        } catch (IOException e) {
            throw new SnapshotException("it cannot be closed: " + e, e);
        }
    }
}
