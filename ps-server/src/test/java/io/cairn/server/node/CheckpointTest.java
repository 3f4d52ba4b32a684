package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.codecs.CheckpointTakenDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.RefusalDecoder;
import io.cairn.wire.codecs.RestoreRowsEncoder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard's part of checkpoints: the marker that has its rows written to a file, and rows put back. */
class CheckpointTest {

    private static final long CLIENT = 42;
    private static final int PUSHES = 20;
    private static final int ROW_BYTES = 32;
    private static final long[] KEYS = LongStream.range(-500, 500).toArray();

    @TempDir
    private Path folder;

    private long sequence;
    private long requestId = 1000;

    @Test
    void aMarkerHasTheRowsWrittenAsTheyWereWhileTheShardGoesOn() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster)) {
            int table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                push(shard, table);
                sendTakeCheckpoint(shard, ++requestId, shard.position(), "run1/first");
                changeAsAnother(cluster, table);
                CheckpointTakenDecoder taken = awaitCheckpoint(shard);
                assertEquals(KEYS.length, taken.rows());
                long position = taken.position();
                long bytes = taken.bytes();
                long digest = taken.digest();
                Path file = cluster.checkpoints().directory().resolve("run1/first").resolve(taken.file());
                assertEquals(bytes, file.toFile().length());
                Rows rows = read(file, digest);
                assertEquals(KEYS.length, rows.byKey.size());
                rows.byKey.values().forEach(row -> assertEquals(
                    -PUSHES, row.getFloat(16, ByteOrder.LITTLE_ENDIAN), "the state before the other changes"));

                sendTakeCheckpoint(shard, requestId, 1, "run1/first");
                assertEquals(position, awaitCheckpoint(shard).position(), "asked again, the answer is the same");
            }
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aShardThatHasMovedOnWritesNothingAndSaysWhereItIs() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster)) {
            int table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                long before = shard.position();
                push(shard, table);
                sendTakeCheckpoint(shard, ++requestId, before, "late");
                RefusalDecoder refusal = shard.awaitRefusal(ErrorCode.CHECKPOINT_FAILED);
                assertEquals(shard.position(), refusal.detail());
                assertFalse(Files.exists(cluster.checkpoints().directory()));

                sendTakeCheckpoint(shard, ++requestId, shard.position(), "../late");
                refusal = shard.awaitRefusal(ErrorCode.CHECKPOINT_FAILED);
                assertEquals(0, refusal.detail());
                assertTrue(refusal.text().contains("'../late'"));

                shard.open(CLIENT);
                Files.createFile(cluster.checkpoints().directory());
                sendTakeCheckpoint(shard, ++requestId, shard.position(), "nowhere");
                assertEquals(0, shard.awaitRefusal(ErrorCode.CHECKPOINT_FAILED).detail());
                assertEquals(-PUSHES, shard.pull(table, 0, 7)[0][0], "the shard is as before");
            }
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aReplayOfTheLogWritesNothing() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        Path file;
        int table;
        try (CairnNode node = NodeKit.start(cluster)) {
            table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                push(shard, table);
                sendTakeCheckpoint(shard, ++requestId, shard.position(), "once");
                file = cluster.checkpoints().directory().resolve("once").resolve(awaitCheckpoint(shard).file());
            }
            assertEquals(0, node.errors());
        }
        Files.delete(file);
        try (CairnNode node = NodeKit.start(cluster); RawClient shard = client(cluster)) {
            assertEquals(-PUSHES, shard.pull(table, 0, 7)[0][0]);
            assertFalse(Files.exists(file));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void rowsPutBackAreTheRowsOfTheFileAndCountOnce() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster)) {
            int from = createTable(cluster, "from");
            int to = createTable(cluster, "to");
            try (RawClient shard = client(cluster)) {
                push(shard, from);
                Rows first = checkpoint(cluster, shard, "first");
                UnsafeBuffer rows = first.inOrder();
                PushOf restore = new PushOf(CLIENT, ++sequence, to, ROW_BYTES);
                sendRestore(shard, restore, rows, KEYS);
                shard.awaitAck(sequence);
                shard.sendPush(new PushOf(CLIENT, ++sequence, to, NodeKit.DIMENSION), 1, 7);
                shard.awaitAck(sequence);
                sendRestore(shard, restore, rows, KEYS);
                assertEquals(-PUSHES - 1, shard.pull(to, shard.position(), 7)[0][0], "repeated, it changes nothing");

                Rows second = checkpoint(cluster, shard, "second");
                DirectBuffer then = first.byKey.get(9L);
                DirectBuffer now = second.byTable(to).get(9L);
                assertNotEquals(then.getLong(0), now.getLong(0), "the row carries the position of the message");
                assertEquals(new UnsafeBuffer(then, 8, ROW_BYTES - 8), new UnsafeBuffer(now, 8, ROW_BYTES - 8),
                    "counts, time, weights and optimizer state are the file's");
            }
            assertEquals(0, node.errors());
        }
    }

    @Test
    void rowsThatDoNotFitAreRefusedByName() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster)) {
            int table = createTable(cluster, "sums");
            try (RawClient shard = client(cluster)) {
                UnsafeBuffer two = new UnsafeBuffer(new byte[2 * ROW_BYTES]);
                sendRestore(shard, new PushOf(CLIENT, 1, table + 1, 0), two, 1, 2);
                shard.awaitRefusal(ErrorCode.UNKNOWN_TABLE);
                sendRestore(shard, new PushOf(CLIENT, 1, table, 0), two, 1);
                assertEquals(NodeKit.DIMENSION, shard.awaitRefusal(ErrorCode.WRONG_DIMENSION).detail());
                sendRestore(shard, new PushOf(CLIENT, 1, table, 0), two, 5, 5);
                assertEquals(5, shard.awaitRefusal(ErrorCode.DUPLICATE_KEY).detail());
                sendRestore(shard, new PushOf(CLIENT + 1, 1, table, 0), two, 1, 2);
                shard.awaitRefusal(ErrorCode.MALFORMED);
                sendRestore(shard, new PushOf(CLIENT, 1, table, 0), new UnsafeBuffer(new byte[2]), 1, 2);
                shard.awaitRefusal(ErrorCode.MALFORMED);
                sendRestore(shard, new PushOf(CLIENT, 1, table, 0), two, 1, 2);
                shard.awaitAck(1);
            }
            assertEquals(0, node.errors());
        }
    }

    private static void changeAsAnother(ClusterConfig cluster, int table) {
        try (RawClient other = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            other.open(CLIENT + 1);
            other.sendPush(new PushOf(CLIENT + 1, 1, table, NodeKit.DIMENSION), 100, KEYS);
            sendRestore(other, new PushOf(CLIENT + 1, 2, table, 0), new UnsafeBuffer(new byte[KEYS.length * ROW_BYTES]),
                KEYS);
            other.awaitAck(2);
        }
    }

    private Rows checkpoint(ClusterConfig cluster, RawClient shard, String name) {
        sendTakeCheckpoint(shard, ++requestId, shard.position(), name);
        CheckpointTakenDecoder taken = awaitCheckpoint(shard);
        long digest = taken.digest();
        return read(cluster.checkpoints().directory().resolve(name).resolve(taken.file()), digest);
    }

    private static void sendTakeCheckpoint(RawClient shard, long request, long at, String name) {
        DirectBuffer message = CommandEncoder.takeCheckpoint(request, at, name);
        shard.sendRaw(message, message.capacity());
    }

    private static CheckpointTakenDecoder awaitCheckpoint(RawClient shard) {
        return new CheckpointTakenDecoder().wrapAndApplyHeader(
            shard.await(CheckpointTakenDecoder.TEMPLATE_ID), 0, new MessageHeaderDecoder());
    }

    /** Sends stored rows, which lie behind each other. */
    private static void sendRestore(RawClient shard, PushOf push, DirectBuffer rows, long... keys) {
        ExpandableArrayBuffer message = new ExpandableArrayBuffer();
        new RestoreRowsEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
            .clientId(push.clientId())
            .sequence(push.sequence())
            .tableId(push.tableId())
            .slotMapVersion(RawClient.SLOT_MAP_VERSION)
            .rowCount(keys.length)
            .rowBytes(rows.capacity() / keys.length);
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + RestoreRowsEncoder.BLOCK_LENGTH);
        for (int i = 0; i < keys.length; i++) {
            KeyBlock.key(message, at, i, keys[i]);
        }
        message.putBytes(at + KeyBlock.bytes(keys.length), rows, 0, rows.capacity());
        shard.sendRaw(message, at + KeyBlock.bytes(keys.length) + rows.capacity());
    }

    private static Rows read(Path file, long digest) {
        Rows rows = new Rows();
        try (SnapshotReader reader = new SnapshotReader(file)) {
            reader.read(rows, read -> { });
            assertEquals(digest, reader.digest());
        }
        return rows;
    }

    private void push(RawClient shard, int table) {
        for (int i = 0; i < PUSHES; i++) {
            shard.sendPush(new PushOf(CLIENT, ++sequence, table, NodeKit.DIMENSION), 1, KEYS);
        }
        shard.awaitAck(sequence);
    }

    private RawClient client(ClusterConfig cluster) {
        RawClient client = RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
        sequence = client.open(CLIENT);
        return client;
    }

    private static int createTable(ClusterConfig cluster, String name) {
        try (RawClient directory =
            RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            return directory.create(NodeKit.sumTable(name));
        }
    }

    /** Copies of all rows of a file; those of the table read last by key. */
    private static final class Rows implements SnapshotVisitor {

        private final TreeMap<Integer, TreeMap<Long, UnsafeBuffer>> tables = new TreeMap<>();
        private TreeMap<Long, UnsafeBuffer> byKey = new TreeMap<>();

        Map<Long, UnsafeBuffer> byTable(int table) {
            return tables.get(table);
        }

        UnsafeBuffer inOrder() {
            assertArrayEquals(KEYS, byKey.keySet().stream().mapToLong(key -> key).toArray());
            UnsafeBuffer all = new UnsafeBuffer(new byte[KEYS.length * ROW_BYTES]);
            int at = 0;
            for (UnsafeBuffer row : byKey.values()) {
                all.putBytes(at, row, 0, ROW_BYTES);
                at += ROW_BYTES;
            }
            return all;
        }

        @Override
        public void onTable(TableDefinition definition, long rows) {
            tables.put(definition.tableId(), new TreeMap<>());
        }

        @Override
        public void onRow(int tableId, long key, DirectBuffer buffer, int offset) {
            UnsafeBuffer row = new UnsafeBuffer(new byte[ROW_BYTES]);
            row.putBytes(0, buffer, offset, ROW_BYTES);
            byKey = tables.get(tableId);
            byKey.put(key, row);
        }

        @Override
        public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
            assertEquals(BlockKind.CLIENTS, kind);
        }
    }
}
