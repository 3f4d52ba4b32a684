package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes one snapshot file on a thread of its own, as long as the disk has room: checksums and digests each block, and
 * gives the file its name when all of it, and the log that it needs, is there. Then says so to whoever follows up. An
 * interrupt ends it soon, without a file unless that is complete.
 */
final class SnapshotWriter implements Runnable {

    /** How much is written between two looks at how much room the disk has. */
    private static final long ROOM_CHECK_BYTES = 32 << 20;
    private static final long WAIT_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final SnapshotFile target;
    private final SnapshotHeader header;
    private final BlockPool pool;
    private final SnapshotCompletion completion;
    private final SnapshotTally tally = new SnapshotTally();
    private final CRC32C crc = new CRC32C();
    private final FileDigest digest = new FileDigest();
    private int number;
    private long bytes;
    private long roomCheckedAt;
    private volatile boolean ended;
    private Optional<Exception> failure = Optional.empty();

    SnapshotWriter(SnapshotFile target, SnapshotHeader header, BlockPool pool,
        SnapshotCompletion completion) {
        this.target = target;
        this.header = header;
        this.pool = pool;
        this.completion = completion;
    }

    @Override
    public void run() {
        try {
            write();
            completion.onComplete(header.point().position());
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(e);
        } finally {
            ended = true;
        }
    }

    /** Whether the thread is done with all blocks. What it found can be asked for then. */
    boolean ended() {
        return ended;
    }

    /** Why there is no file, or why the follow-up failed; empty if all went well. */
    Optional<Exception> failure() {
        return failure;
    }

    /** What was written, once the thread is done and nothing failed. */
    WrittenState written() {
        return new WrittenState(target.path(), header.point().position(), tally.rows(), bytes, digest.value());
    }

    private void write() throws IOException {
        target.createFolder();
        target.requireRoom();
        Path partial = target.partial();
        try {
            completion.beforeComplete(write(partial));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        target.complete();
    }

    /** Writes the file; returns the position at which its last row was copied. */
    private long write(Path partial) throws IOException {
        try (AppendedFile file = AppendedFile.create(partial)) {
            ByteBuffer start = header.encode();
            digest.add(start.getInt(SnapshotFormat.HEADER_CRC_OFFSET));
            file.append(start);
            SnapshotBlock block = next();
            while (block.kind() != BlockKind.END) {
                count(block);
                put(file, block);
                pool.release(block);
                block = next();
            }
            long end = block.buffer().getLong(SnapshotFormat.BLOCK_HEADER_BYTES, ByteOrder.LITTLE_ENDIAN);
            tally.requireRows(header.point().position(), end);
            tally.encodeEnd(block.buffer(), block.claim(tally.endBytes()));
            put(file, block);
            file.complete();
            bytes = file.length();
            return end;
        }
    }

    private SnapshotBlock next() {
        Optional<SnapshotBlock> block = pool.next();
        while (block.isEmpty()) {
            if (Thread.interrupted()) {
                throw new SnapshotException("the replica stopped before it was complete");
            }
            LockSupport.parkNanos(WAIT_NS);
            block = pool.next();
        }
        return block.get();
    }

    private void count(SnapshotBlock block) {
        UnsafeBuffer buffer = block.buffer();
        int content = SnapshotFormat.BLOCK_HEADER_BYTES;
        if (block.kind() == BlockKind.TABLE) {
            tally.onTable(TableBlock.decode(buffer, content, block.length()));
        } else if (block.kind() == BlockKind.ROWS) {
            tally.onRows(buffer, content, block.length());
        }
    }

    private void put(AppendedFile file, SnapshotBlock block) throws IOException {
        ByteBuffer content = block.bytes();
        content.clear();
        content.putInt(SnapshotFormat.LENGTH_OFFSET, block.length())
            .putInt(SnapshotFormat.KIND_OFFSET, block.kind().code())
            .putInt(SnapshotFormat.NUMBER_OFFSET, number);
        number++;
        int checksum = SnapshotFormat.blockCrc(crc, content, block.length());
        digest.add(checksum);
        content.clear();
        content.putInt(SnapshotFormat.CRC_OFFSET, checksum);
        file.append(content.limit(SnapshotFormat.BLOCK_HEADER_BYTES + block.length()).position(0));
        if (file.length() - roomCheckedAt >= ROOM_CHECK_BYTES) {
            target.requireRoom();
            roomCheckedAt = file.length();
        }
    }
}
