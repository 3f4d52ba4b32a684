package io.cairn.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;

/**
 * Reads a snapshot file from its beginning to its end. Nothing of a block is believed, nor shown to anybody, before it
 * is checked; a thread reads and checks blocks ahead of those that are shown. Used by one thread.
 */
public final class SnapshotReader implements AutoCloseable {

    private final ScannedFile file;
    private final FileDigest digest = new FileDigest();
    private final SnapshotHeader header;
    private final RowRuns runs = new RowRuns();
    private long rowsAnnounced;
    private long rows;
    private long end;

    /**
     * Opens a file and reads its header.
     *
     * @param path     of the file.
     * @param expected whose state it must be.
     * @throws SnapshotException if it cannot be read, is no snapshot of this release's format, or of someone else.
     */
    public SnapshotReader(Path path, SnapshotOwner expected) {
        this(path);
        try {
            header.requireOwner(expected);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens a file, whoever's state it is, and reads its header.
     *
     * @param path of the file.
     * @throws SnapshotException if it cannot be read, or is no snapshot of this release's format.
     */
    public SnapshotReader(Path path) {
        file = ScannedFile.open(path);
        try {
            ByteBuffer start = ByteBuffer.allocate(SnapshotFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.read(start);
            header = SnapshotHeader.decode(start.flip());
            digest.add(start.getInt(SnapshotFormat.HEADER_CRC_OFFSET));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The file's header.
     *
     * @return position, time and owner.
     */
    public SnapshotHeader header() {
        return header;
    }

    /**
     * Reads the whole file.
     *
     * @param visitor  is shown all of it; what it was shown is of no use if this throws.
     * @param progress is told now and then how many rows are read.
     * @throws SnapshotException if a byte of the file is not as it was written, or one is missing or too many.
     */
    public void read(SnapshotVisitor visitor, LongConsumer progress) {
        try (BlockChecker blocks = new BlockChecker(file, header, digest)) {
            BlockKind kind;
            do {
                SnapshotBlock block = blocks.next();
                kind = block.kind();
                show(block, visitor);
                blocks.release(block);
                progress.accept(rows);
            } while (kind != BlockKind.END);
        }
    }

    private void show(SnapshotBlock block, SnapshotVisitor visitor) {
        DirectBuffer buffer = block.buffer();
        int content = SnapshotFormat.BLOCK_HEADER_BYTES;
        switch (block.kind()) {
            case TABLE -> onTable(visitor, TableBlock.decode(buffer, content, block.length()));
            case ROWS -> runs.forEach(buffer, content, block.length(), (tableId, first, count, rowBytes) ->
                onRun(visitor, tableId, buffer, first, count, rowBytes));
            case END -> end = buffer.getLong(content, ByteOrder.LITTLE_ENDIAN);
            default -> visitor.onBlock(block.kind(), buffer, content, block.length());
        }
    }

    private void onTable(SnapshotVisitor visitor, TableBlock table) {
        runs.onTable(table);
        rowsAnnounced += table.rows();
        visitor.onTable(table.definition(), table.rows());
    }

    private void onRun(
        SnapshotVisitor visitor, int tableId, DirectBuffer buffer, int offset, int count, int rowBytes) {
        int at = offset;
        for (int i = 0; i < count; i++) {
            visitor.onRow(tableId, buffer.getLong(at, ByteOrder.LITTLE_ENDIAN), buffer, at + SnapshotFormat.KEY_BYTES);
            at += SnapshotFormat.KEY_BYTES + rowBytes;
        }
        rows += count;
    }

    /**
     * Rows of the tables shown so far.
     *
     * @return about how many there will be when all of the file is read: they are counted before they are copied.
     */
    public long rowsAnnounced() {
        return rowsAnnounced;
    }

    /**
     * Rows read so far.
     *
     * @return how many.
     */
    public long rows() {
        return rows;
    }

    /**
     * Position at which the last row was copied, once all of the file is read. Rows may have any changes up to there.
     *
     * @return that of the {@link #header} if the file is a cut, else that or above.
     */
    public long end() {
        return end;
    }

    /**
     * Digest of the whole file: the checksums of header and blocks, which cover the rest, mixed in their order.
     *
     * @return what {@link WrittenState#digest()} was when the file was written, once all of it is read.
     */
    public long digest() {
        return digest.value();
    }

    @Override
    public void close() {
        file.close();
    }
}
