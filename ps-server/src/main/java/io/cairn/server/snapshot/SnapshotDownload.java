package io.cairn.server.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * A snapshot's file that comes from another member, part by part. It has its name once it is complete; whether it is
 * unharmed shows when it is loaded.
 */
public final class SnapshotDownload implements AutoCloseable {

    private final SnapshotFile target;
    private final long bytesTotal;
    private final AppendedFile file;

    /**
     * Nothing of the file is there yet.
     *
     * @param folder     where it is to be; made if it is not there.
     * @param position   log position that the snapshot is the state at.
     * @param bytesTotal length of the file.
     */
    public SnapshotDownload(SnapshotFolder folder, long position, long bytesTotal) {
        target = folder.target(folder.file(position));
        this.bytesTotal = bytesTotal;
        try {
            target.createFolder();
            file = AppendedFile.create(target.partial());
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
            file.append(content);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshot cannot be written", e);
        }
    }

    /**
     * How much has come.
     *
     * @return bytes, from the beginning of the file.
     */
    public long bytes() {
        return file.length();
    }

    /**
     * Whether all has come.
     *
     * @return true at the end of the file.
     */
    public boolean whole() {
        return file.length() >= bytesTotal;
    }

    /** Brings the whole file to the disk and gives it its name. */
    public void complete() {
        try {
            file.complete();
            target.complete();
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
