package io.cairn.server.snapshot;

import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a snapshot file from its beginning to its end. Nothing of a block is believed, nor shown to anybody, before its
 * checksum is found right. Used by one thread.
 */
public final class SnapshotReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 4 * SnapshotFormat.BLOCK_BYTES_MAX;

    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final CRC32C crc = new CRC32C();
    private final SnapshotTally tally = new SnapshotTally();
    private final FileDigest digest = new FileDigest();
    private final SnapshotHeader header;
    private int number;
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
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new SnapshotException("it cannot be opened: " + e, e);
        }
        try {
            require(SnapshotFormat.HEADER_BYTES);
            ByteBuffer start = bytes.slice(bytes.position(), SnapshotFormat.HEADER_BYTES);
            header = SnapshotHeader.decode(start.order(ByteOrder.LITTLE_ENDIAN));
            digest.add(start.getInt(SnapshotFormat.HEADER_CRC_OFFSET));
            bytes.position(bytes.position() + SnapshotFormat.HEADER_BYTES);
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
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        BlockKind kind;
        do {
            int length = nextBlock();
            int content = bytes.position() + SnapshotFormat.BLOCK_HEADER_BYTES;
            kind = BlockKind.of(bytes.getInt(bytes.position() + SnapshotFormat.KIND_OFFSET));
            switch (kind) {
                case TABLE -> onTable(visitor, buffer, content, length);
                case ROWS -> tally.onRows(buffer, content, length, visitor::onRow);
                case END -> onEnd(buffer, content, length);
                default -> visitor.onBlock(kind, buffer, content, length);
            }
            bytes.position(content + length);
            progress.accept(tally.rows());
        } while (kind != BlockKind.END);
        if (fill() || bytes.hasRemaining()) {
            throw new SnapshotException("it goes on behind its end");
        }
    }

    /**
     * Rows of the tables shown so far.
     *
     * @return about how many there will be when all of the file is read: they are counted before they are copied.
     */
    public long rowsAnnounced() {
        return tally.rowsAnnounced();
    }

    /**
     * Rows read so far.
     *
     * @return how many.
     */
    public long rows() {
        return tally.rows();
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

    private void onTable(SnapshotVisitor visitor, UnsafeBuffer buffer, int content, int length) {
        TableDefinition definition;
        try {
            definition = TableDefinitionCodec.decode(buffer, content + SnapshotTally.DEFINITION_OFFSET,
                length - SnapshotTally.DEFINITION_OFFSET);
        } catch (IllegalArgumentException e) {
            throw new SnapshotException("a table's definition: " + e.getMessage(), e);
        }
        tally.onTable(definition.tableId(), buffer, content);
        visitor.onTable(definition, tally.rowsAnnounced(definition.tableId()));
    }

    private void onEnd(UnsafeBuffer buffer, int content, int length) {
        if (length < Long.BYTES) {
            throw new SnapshotException("its end has " + length + " bytes");
        }
        end = buffer.getLong(content, ByteOrder.LITTLE_ENDIAN);
        tally.requireEnd(buffer, content + Long.BYTES, length - Long.BYTES);
        tally.requireRows(header.point().position(), end);
    }

    /** Has the next block in the buffer, from its position on; returns the length of its content. */
    private int nextBlock() {
        require(SnapshotFormat.BLOCK_HEADER_BYTES);
        int length = bytes.getInt(bytes.position() + SnapshotFormat.LENGTH_OFFSET);
        if (length < 0 || length > SnapshotOutput.blockBytesMax()) {
            throw new SnapshotException("block " + number + " claims to have " + length + " bytes");
        }
        require(SnapshotFormat.BLOCK_HEADER_BYTES + length);
        ByteBuffer block = bytes.slice(bytes.position(), SnapshotFormat.BLOCK_HEADER_BYTES + length)
            .order(ByteOrder.LITTLE_ENDIAN);
        if (SnapshotFormat.blockCrc(crc, block, length) != block.getInt(SnapshotFormat.CRC_OFFSET)) {
            throw new SnapshotException("the checksum of block " + number + " is wrong");
        }
        if (block.getInt(SnapshotFormat.NUMBER_OFFSET) != number) {
            throw new SnapshotException("a block other than " + number + " stands in its place");
        }
        digest.add(block.getInt(SnapshotFormat.CRC_OFFSET));
        number++;
        return length;
    }

    private void require(int count) {
        while (bytes.remaining() < count) {
            if (!fill()) {
                throw new SnapshotException("it ends in the middle");
            }
        }
    }

    private boolean fill() {
        try {
            bytes.compact();
            return file.read(bytes) > 0;
        } catch (IOException e) {
            throw new SnapshotException("it cannot be read: " + e, e);
        } finally {
            bytes.flip();
        }
    }

    @Override
    public void close() {
        BufferUtil.free(bytes);
        try {
            file.close();
        } catch (IOException e) {
            throw new SnapshotException("it cannot be closed: " + e, e);
        }
    }
}
