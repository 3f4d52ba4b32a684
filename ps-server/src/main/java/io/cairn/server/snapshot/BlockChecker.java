package io.cairn.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the blocks of a file on a thread of its own, and checks each before it hands it over: so one core reads while
 * another makes rows of what was read. A few blocks ahead at most; they are made when first needed.
 */
final class BlockChecker implements AutoCloseable {

    private static final int BLOCKS_MAX = 8;

    private final ScannedFile file;
    private final SnapshotHeader header;
    private final FileDigest digest;
    private final CRC32C crc = new CRC32C();
    private final SnapshotTally tally = new SnapshotTally();
    private final List<SnapshotBlock> blocks = new ArrayList<>();
    private final BlockingQueue<SnapshotBlock> free = new ArrayBlockingQueue<>(BLOCKS_MAX);
    /** The last one is empty if checking failed, for the reason in {@link #failure}. */
    private final BlockingQueue<Optional<SnapshotBlock>> checked = new ArrayBlockingQueue<>(BLOCKS_MAX + 1);
    private final Thread thread = new Thread(this::run, "cairn-snapshot-check");
    private Throwable failure;
    private int number;

    /** Begins with the block behind the header; adds the checksums of blocks to the file's digest. */
    BlockChecker(ScannedFile file, SnapshotHeader header, FileDigest digest) {
        this.file = file;
        this.header = header;
        this.digest = digest;
        thread.start();
    }

    /** Waits for the next block. After the one of kind END, which has its place only if all is right, there is none. */
    SnapshotBlock next() {
        try {
            Optional<SnapshotBlock> block = checked.take();
            if (block.isEmpty()) {
                LangUtil.rethrowUnchecked(failure);
            }
            return block.orElseThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException("it was not read to its end", e);
        }
    }

    /** Gives a block back. */
    void release(SnapshotBlock block) {
        free.add(block);
    }

    private void run() {
        try {
            BlockKind kind;
            do {
                SnapshotBlock block = freeBlock();
                read(block);
                check(block);
                kind = block.kind();
                checked.add(Optional.of(block));
            } while (kind != BlockKind.END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SnapshotException | Error e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new SnapshotException("it cannot be checked: " + e, e));
        }
    }

    private void fail(Throwable reason) {
        failure = reason;
        checked.add(Optional.empty());
    }

    private SnapshotBlock freeBlock() throws InterruptedException {
        SnapshotBlock block = free.poll();
        if (block == null && blocks.size() < BLOCKS_MAX) {
            block = new SnapshotBlock();
            blocks.add(block);
        }
        return block == null ? free.take() : block;
    }

    private void read(SnapshotBlock block) {
        ByteBuffer bytes = block.bytes();
        file.read(bytes.clear().limit(SnapshotFormat.BLOCK_HEADER_BYTES));
        int length = bytes.getInt(SnapshotFormat.LENGTH_OFFSET);
        if (length < 0 || length > SnapshotOutput.blockBytesMax()) {
            throw new SnapshotException("block " + number + " claims to have " + length + " bytes");
        }
        file.read(bytes.limit(SnapshotFormat.BLOCK_HEADER_BYTES + length));
        int checksum = bytes.getInt(SnapshotFormat.CRC_OFFSET);
        if (SnapshotFormat.blockCrc(crc, bytes, length) != checksum) {
            throw new SnapshotException("the checksum of block " + number + " is wrong");
        }
        if (bytes.getInt(SnapshotFormat.NUMBER_OFFSET) != number) {
            throw new SnapshotException("a block other than " + number + " stands in its place");
        }
        block.begin(BlockKind.of(bytes.getInt(SnapshotFormat.KIND_OFFSET)));
        block.claim(length);
        digest.add(checksum);
        number++;
    }

    private void check(SnapshotBlock block) {
        UnsafeBuffer buffer = block.buffer();
        int content = SnapshotFormat.BLOCK_HEADER_BYTES;
        switch (block.kind()) {
            case TABLE -> tally.onTable(TableBlock.decode(buffer, content, block.length()));
            case ROWS -> tally.onRows(buffer, content, block.length());
            case END -> checkEnd(buffer, content, block.length());
            default -> { }
        }
    }

    private void checkEnd(UnsafeBuffer buffer, int content, int length) {
        if (length < Long.BYTES) {
            throw new SnapshotException("its end has " + length + " bytes");
        }
        tally.requireEnd(buffer, content + Long.BYTES, length - Long.BYTES);
        tally.requireRows(header.point().position(), buffer.getLong(content, ByteOrder.LITTLE_ENDIAN));
        if (!file.ended()) {
            throw new SnapshotException("it goes on behind its end");
        }
    }

    /** Ends the thread, wherever it is, and frees the blocks. */
    @Override
    public void close() {
        boolean interrupted = false;
        thread.interrupt();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        blocks.forEach(SnapshotBlock::free);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
