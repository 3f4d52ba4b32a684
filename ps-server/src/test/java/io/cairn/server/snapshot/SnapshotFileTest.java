package io.cairn.server.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.server.store.LeakCheckedMemory;
import io.cairn.server.store.RowDigest;
import io.cairn.server.store.RowStore;
import io.cairn.wire.TableDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot file gives back, and how one that is not whole is refused. */
class SnapshotFileTest {

    private static final long POSITION = 4096;
    private static final long TIMESTAMP_MS = 1_700_000_000_000L;
    private static final int ROWS = 3000;
    private static final int FLIPS = 1000;
    private static final SnapshotOwner OWNER = new SnapshotOwner(77, 2, 16);

    @RegisterExtension
    private final LeakCheckedMemory memory = new LeakCheckedMemory();

    @TempDir
    private Path path;

    private SnapshotFolder folder;
    private StoredState state;
    private byte[] whole;

    @BeforeEach
    void take() throws IOException {
        folder = new SnapshotFolder(path, 0);
        state = new StoredState(memory.account());
        fill(state.store());
        SnapshotStatus status = new SnapshotStatus();
        try (Snapshots snapshots = new Snapshots(
            new SnapshotContext("test", OWNER, folder, memory.account(), status), SnapshotCompletion.NONE)) {
            snapshots.begin(point(POSITION), state);
            while (status.running()) {
                snapshots.poll(false, POSITION);
            }
        }
        assertEquals(0, status.failures());
        assertEquals(POSITION, status.position());
        whole = Files.readAllBytes(folder.file(POSITION));
        assertEquals(whole.length, status.bytes());
    }

    private static SnapshotPoint point(long position) {
        return new SnapshotPoint(position, TIMESTAMP_MS, 7, 2);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void aFileGivesBackEveryRowAndWhereItIsFrom() {
        try (StoredState restored = new StoredState(memory.account());
            SnapshotReader reader = new SnapshotReader(folder.file(POSITION), OWNER)) {
            assertEquals(new SnapshotHeader(OWNER, point(POSITION)), reader.header());
            reader.read(restored, rows -> { });
            assertEquals(ROWS, reader.rowsAnnounced());
            assertEquals(ROWS, restored.store().rows());
            assertEquals(digest(state.store()), digest(restored.store()));
        }
    }

    @Test
    void aBitFlippedAnywhereIsRefused() throws IOException {
        long seed = 20_260_301;
        Random random = new Random(seed);
        for (int i = 0; i < FLIPS; i++) {
            byte[] harmed = whole.clone();
            int bit = i < 8 * SnapshotFormat.HEADER_BYTES ? i : random.nextInt(8 * whole.length);
            harmed[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertRefused(harmed, "", "seed " + seed + ", flip " + i + " of bit " + bit);
        }
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            int length = random.nextInt(whole.length);
            assertRefused(Arrays.copyOf(whole, length), "it ends in the middle", "cut to " + length);
        }
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "it ends in the middle", "last byte");
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "it goes on behind its end", "one byte more");
    }

    @Test
    void filesOfOthersAndOfOtherReleasesAreRefusedByName() throws IOException {
        assertRefused(new SnapshotOwner(78, 2, 16), "another cluster");
        assertRefused(new SnapshotOwner(77, 1, 16), "group 2, not of 1");
        assertRefused(new SnapshotOwner(77, 2, 32), "16 slots, the cluster has 32");
        for (int version : new int[] {SnapshotFormat.VERSION - 1, SnapshotFormat.VERSION + 1}) {
            byte[] other = whole.clone();
            ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(SnapshotFormat.VERSION_OFFSET, version);
            assertRefused(other, "format " + version + ", this release reads format " + SnapshotFormat.VERSION,
                "format " + version);
        }
        assertRefused(new byte[200], "it is no snapshot", "zeros");
    }

    @Test
    void aSnapshotGivenUpLeavesNoFile() {
        SnapshotStatus status = new SnapshotStatus();
        Snapshots snapshots = new Snapshots(
            new SnapshotContext("test", OWNER, folder, memory.account(), status), SnapshotCompletion.NONE);
        snapshots.begin(point(POSITION + 1), state);
        snapshots.close();
        assertFalse(Files.exists(folder.file(POSITION + 1)));
        assertFalse(Files.exists(folder.target(folder.file(POSITION + 1)).partial()));
        assertFalse(status.running());
    }

    @Test
    void onADiskThatTheLogNeedsASnapshotFailsAndTheOneBeforeStays() throws IOException {
        SnapshotStatus status = new SnapshotStatus();
        SnapshotFolder full = new SnapshotFolder(path, Long.MAX_VALUE / 2);
        try (Snapshots snapshots = new Snapshots(
            new SnapshotContext("test", OWNER, full, memory.account(), status), SnapshotCompletion.NONE)) {
            snapshots.begin(point(POSITION + 1), state);
            while (status.running()) {
                snapshots.poll(false, POSITION);
            }
        }
        assertEquals(1, status.failures());
        assertEquals(List.of(POSITION), full.positions());
        assertFalse(Files.exists(full.target(full.file(POSITION + 1)).partial()));
        assertArrayEquals(whole, Files.readAllBytes(folder.file(POSITION)));
    }

    private void assertRefused(SnapshotOwner owner, String reason) {
        SnapshotException refusal = assertThrows(SnapshotException.class,
            () -> new SnapshotReader(folder.file(POSITION), owner).close());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private void assertRefused(byte[] content, String reason, String what) throws IOException {
        Path file = path.resolve("harmed");
        Files.write(file, content);
        SnapshotException refusal = assertThrows(SnapshotException.class, () -> {
            try (SnapshotReader reader = new SnapshotReader(file, OWNER)) {
                reader.read(new Forgetting(), rows -> { });
            }
        }, what);
        assertTrue(refusal.getMessage().contains(reason), what + ": " + refusal.getMessage());
    }

    private static void fill(RowStore store) {
        Random random = new Random(11);
        byte[] row = new byte[store.rowBytes()];
        UnsafeBuffer buffer = new UnsafeBuffer(row);
        for (long key = 0; key < ROWS; key++) {
            random.nextBytes(row);
            buffer.putLong(0, 1 + random.nextInt((int) POSITION));
            store.restore(key << 30, buffer, 0);
        }
    }

    private static long digest(RowStore store) {
        long[] sum = new long[1];
        UnsafeBuffer copy = new UnsafeBuffer(new byte[store.rowBytes()]);
        store.forEach((key, row) -> {
            row.copyTo(copy, 0);
            sum[0] += RowDigest.of(key, copy, 0, row.rowBytes());
        });
        return sum[0];
    }

    /** Takes whatever it is shown. */
    private static final class Forgetting implements SnapshotState {

        @Override
        public RowCopy beginCopy(CopyMode mode, long position, SnapshotOutput output) {
            throw new IllegalStateException("there is nothing to freeze");
        }

        @Override
        public void onTable(TableDefinition definition, long rows) {
            // Forgotten.
        }

        @Override
        public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
            // Forgotten.
        }

        @Override
        public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
            // Forgotten.
        }

        @Override
        public void onRestored(long end) {
            // Nothing is replayed.
        }

        @Override
        public void clear() {
            // Nothing is kept.
        }
    }
}
