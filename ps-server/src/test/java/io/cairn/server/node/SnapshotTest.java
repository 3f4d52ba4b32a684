package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.server.store.MemoryTag;
import io.cairn.wire.ClientId;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.codecs.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica's snapshots: taken while it works, used when it starts, ignored by name when they are no good. */
class SnapshotTest {

    private static final long CLIENT = 42;
    private static final int PUSHES = 20;
    private static final long[] KEYS = LongStream.range(-50, 50).toArray();

    @TempDir
    private Path folder;

    private long sequence;

    @Test
    void aRestartGoesOnFromASnapshotWithEqualRowsSequencesAndTables() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        float[][] before;
        int table;
        long snapshot;
        try (CairnNode node = NodeKit.start(cluster)) {
            table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                push(shard, table);
                snapshot = shard.takeSnapshot(shard.position());
                assertTrue(snapshot >= shard.position());
                assertTrue(Files.exists(file(snapshot)));
                push(shard, table);
                before = shard.pull(table, shard.position(), KEYS);
            }
            takeDirectorySnapshot(cluster);
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertEquals(2 * PUSHES, sequence);
            assertArrayEquals(before, shard.pull(table, 0, KEYS));
            assertEquals(table, createTable(cluster, "sums"));
            assertEquals(table + 1, createTable(cluster, "more"));
            assertEquals(0, node.errors());
            assertEquals(snapshot, shard.takeSnapshot(snapshot), "the snapshot restored counts as the newest");
        }
    }

    @Test
    void aPushRepeatedAfterARestartFromASnapshotChangesNothing() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        int table;
        float[][] before;
        try (CairnNode node = NodeKit.start(cluster)) {
            table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                push(shard, table);
                before = shard.pull(table, shard.position(), KEYS);
                shard.takeSnapshot(shard.position());
            }
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertEquals(PUSHES, sequence, "the session opens with the last push of the snapshot");
            shard.sendPush(new PushOf(CLIENT, PUSHES, table, NodeKit.DIMENSION), 1, KEYS);
            assertArrayEquals(before, shard.pull(table, 0, KEYS));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aSnapshotOfAPlaceThatTheLogHasNotReachedIsRefused() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            shard.sendTakeSnapshot(1L << 40);
            shard.awaitRefusal(ErrorCode.MALFORMED);
            assertFalse(Files.exists(snapshots()));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aClientForgottenBeforeASnapshotIsRefusedAfterARestartFromIt() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1, new Limits(1 << 16, 16, 10, 10, 1, 100, 0, 0));
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            shard.sendPush(new PushOf(CLIENT, 1, 0, 0), 1);
            shard.awaitAck(1);
            shard.awaitRefusal(ErrorCode.CLIENT_EXPIRED);
            shard.takeSnapshot(shard.position());
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertEquals(ClientId.FORGOTTEN, sequence);
            shard.sendPush(new PushOf(CLIENT, 1, 0, 0), 1);
            assertEquals(CLIENT, shard.awaitRefusal(ErrorCode.CLIENT_EXPIRED).detail());
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aSnapshotThatWasNeverCompletedIsIgnored() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        float[][] before = snapshotTwice(cluster, 1);
        Files.move(file(newest()), file(newest()).resolveSibling(newest() + ".snapshot.tmp"));
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(before, shard.pull(1, 0, KEYS));
            assertEquals(0, node.errors());
        }
        try (var files = Files.list(snapshots())) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")), "half a file was left");
        }
    }

    @Test
    void aHarmedSnapshotIsPassedOverForTheOneBefore() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        float[][] before = snapshotTwice(cluster, 1);
        long newest = newest();
        flipByte(file(newest));
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(before, shard.pull(1, 0, KEYS));
            assertEquals(2 * PUSHES, sequence);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void withAllSnapshotsHarmedTheWholeLogIsReplayed() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        float[][] before = snapshotTwice(cluster, 1);
        try (var files = Files.list(snapshots())) {
            for (Path file : files.toList()) {
                flipByte(file);
            }
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(before, shard.pull(1, 0, KEYS));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void olderSnapshotsGoAndTheLogIsPurgedBehindTheTwoNewest() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        long[] many = LongStream.range(0, 5000).toArray();
        float[][] before;
        try (CairnNode node = NodeKit.start(cluster)) {
            int table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 1200; i++) {
                        shard.sendPush(new PushOf(CLIENT, ++sequence, table, NodeKit.DIMENSION), 1, many);
                        shard.awaitAck(sequence - 8);
                    }
                    shard.awaitAck(sequence);
                    shard.takeSnapshot(shard.position());
                }
                before = shard.pull(table, shard.position(), KEYS);
            }
            assertEquals(0, node.errors());
        }
        try (var files = Files.list(snapshots())) {
            assertEquals(2, files.count());
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(before, shard.pull(1, 0, KEYS));
            assertEquals(0, node.errors());
        }
        try (var files = Files.list(snapshots())) {
            for (Path file : files.toList()) {
                flipByte(file);
            }
        }
        IllegalStateException refusal =
            assertThrows(IllegalStateException.class, () -> CairnNode.launch(cluster, NodeKit.NODE));
        assertTrue(refusal.getMessage().contains("shard-0 has no good snapshot, and its log begins at"),
            refusal.getMessage());
    }

    @Test
    void aTableDroppedAndATableGrownUnderPushesLeaveRightRowsAndNoMemory() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        int doomed;
        int growing;
        long[] many = LongStream.range(0, 5000).toArray();
        float[][] before;
        CairnNode first = NodeKit.start(cluster);
        try (RawClient shard = client(cluster);
            RawClient asking = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            asking.open(CLIENT + 1);
            doomed = createTable(cluster, "doomed");
            growing = createTable(cluster, "growing");
            for (long from = 0; from < 50_000; from += 5000) {
                pushFrom(shard, doomed, from);
                pushFrom(shard, growing, from);
            }
            asking.sendTakeSnapshot(shard.position());
            dropTable(cluster, "doomed");
            for (long from = 25_000; from < 100_000; from += 5000) {
                pushFrom(shard, growing, from);
            }
            asking.awaitSnapshot();
            before = shard.pull(growing, shard.position(), many);
        } finally {
            first.close();
        }
        for (MemoryTag tag : MemoryTag.values()) {
            assertEquals(0, first.nativeBytes(tag), () -> "native bytes of " + tag);
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(before, shard.pull(growing, 0, many));
            shard.sendPull(doomed, 0, 1);
            shard.awaitRefusal(ErrorCode.UNKNOWN_TABLE);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aSnapshotIsPassedOverWhenTheLogEndsBeforeTheCopyOfItsRowsDid() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        long[] many = LongStream.range(0, 1000).map(i -> 5000 + 100 * i).toArray();
        int table;
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            table = createTable(cluster, "sums");
            push(shard, table);
            shard.takeSnapshot(shard.position());
            snapshotUnderPushes(cluster, shard, table);
            assertEquals(0, node.errors());
        }
        CutLog.at(cluster, newest());
        float[][] rows;
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            rows = shard.pull(table, 0, many);
            assertEquals(0, node.errors());
        }
        try (var files = Files.list(snapshots())) {
            for (Path file : files.toList()) {
                flipByte(file);
            }
        }
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertArrayEquals(shard.pull(table, 0, many), rows, "rows show what the log has, and nothing beyond");
            assertEquals(0, node.errors());
        }
    }

    /** Takes snapshots until pushes came between the beginning and the end of the newest one's copy. */
    private void snapshotUnderPushes(ClusterConfig cluster, RawClient shard, int table) throws IOException {
        try (RawClient asking = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            asking.open(CLIENT + 1);
            do {
                asking.sendTakeSnapshot(shard.position());
                for (int i = 1; i <= 20; i++) {
                    pushFrom(shard, table, 5000L * i);
                }
                asking.awaitSnapshot();
            } while (end(newest()) == newest());
        }
    }

    private long end(long position) {
        try (SnapshotReader reader = new SnapshotReader(file(position))) {
            reader.read(new PassedBy(), rows -> { });
            return reader.end();
        }
    }

    /** Pushes, takes a snapshot, pushes and takes another. Returns the rows after that. */
    private float[][] snapshotTwice(ClusterConfig cluster, int table) {
        try (CairnNode node = NodeKit.start(cluster)) {
            assertEquals(table, createTable(cluster, "sums"));
            try (RawClient shard = client(cluster)) {
                push(shard, table);
                shard.takeSnapshot(shard.position());
                push(shard, table);
                shard.takeSnapshot(shard.position());
                assertEquals(0, node.errors());
                return shard.pull(table, shard.position(), KEYS);
            }
        }
    }

    private void push(RawClient shard, int table) {
        for (int i = 1; i <= PUSHES; i++) {
            shard.sendPush(new PushOf(CLIENT, ++sequence, table, NodeKit.DIMENSION), 1f / i, KEYS);
        }
        shard.awaitAck(sequence);
    }

    private void pushFrom(RawClient shard, int table, long firstKey) {
        long[] keys = LongStream.range(firstKey, firstKey + 5000).toArray();
        shard.sendPush(new PushOf(CLIENT, ++sequence, table, NodeKit.DIMENSION), 1, keys);
        shard.awaitAck(sequence);
    }

    private RawClient client(ClusterConfig cluster) {
        RawClient client = RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
        sequence = client.open(CLIENT);
        return client;
    }

    private static int createTable(ClusterConfig cluster, String name) {
        try (RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            return directory.create(NodeKit.sumTable(name));
        }
    }

    private static void dropTable(ClusterConfig cluster, String name) {
        try (RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            directory.drop(name);
        }
    }

    private static void takeDirectorySnapshot(ClusterConfig cluster) {
        try (RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            assertTrue(directory.takeSnapshot(0) > 0);
        }
    }

    private Path snapshots() {
        return folder.resolve("data/shard-0/snapshots");
    }

    private Path file(long position) {
        return snapshots().resolve(position + ".snapshot");
    }

    private long newest() throws IOException {
        try (var files = Files.list(snapshots())) {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".snapshot"))
                .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                .max().orElseThrow();
        }
    }

    private static void flipByte(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int value = file.read();
            file.seek(middle);
            file.write(value ^ 1);
        }
    }

    /** Looks at nothing. */
    private static final class PassedBy implements SnapshotVisitor {

        @Override
        public void onTable(TableDefinition definition, long rows) {
            // Passed by.
        }

        @Override
        public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
            // Passed by.
        }

        @Override
        public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
            // Passed by.
        }
    }
}
