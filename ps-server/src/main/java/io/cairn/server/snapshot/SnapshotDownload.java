package io.cairn.server.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/**
 * A snapshot's file that comes from another member, part by part. It has its name once it is complete; whether it is
 * unharmed shows when it is loaded.
 */
public final class SnapshotDownload implements AutoCloseable {

    private final SnapshotFolder folder;
    private final long position;
    private final long bytesTotal;
    private final FileChannel file;
    private long bytes;

    /**
     * Nothing of the file is there yet.
     *
     * @param folder     where it is to be; made if it is not there.
     * @param position   log position that the snapshot is the state at.
     * @param bytesTotal length of the file.
     */
    public SnapshotDownload(SnapshotFolder folder, long position, long bytesTotal) {
        this.folder = folder;
        this.position = position;
        this.bytesTotal = bytesTotal;
        try {
            folder.create();
            file = FileChannel.open(folder.partial(position),
                StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written", e);
        }
    }

    /**
     * Writes the next part.
     *
     * @param part its bytes.
     */
    public void write(DirectBuffer part) {
        ByteBuffer content = ByteBuffer.allocate(part.capacity());
        part.getBytes(0, content, part.capacity());
        content.flip();
        try {
            while (content.hasRemaining()) {
                bytes += file.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written", e);
        }
    }

    /**
     * How much is written.
     *
     * @return bytes, from the beginning of the file.
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Whether all is written.
     *
     * @return true at the end of the file.
     */
    public boolean whole() {
        return bytes >= bytesTotal;
    }

    /** Brings the whole file to the disk and gives it its name. */
    public void complete() {
        try {
            file.force(true);
            folder.complete(position);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be completed", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
