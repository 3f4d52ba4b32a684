package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.slot.SlotMap;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.ClientId;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.CreateTableEncoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionDecoder;
import io.cairn.wire.codecs.OpenSessionEncoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.RefusalDecoder;
import io.cairn.wire.codecs.TableDefinitionEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node refuses, each by its name, and that a refusal leaves nothing behind. Two shards, one node. */
class RefusalTest {

    private static final int TABLES_MAX = 2;
    private static final int MESSAGE_BYTES_MAX = 64 * 1024;
    private static final int OWNER = 0;
    private static final int SHORT_MS = 500;
    private static final int LONG_MS = 20_000;

    @TempDir
    private static Path folder;

    private static ClusterConfig cluster;
    private static CairnNode node;
    private static int table;
    private static long nextClient = 100;
    private static long ownKey;
    private static long foreignKey;

    private RawClient shard;
    private RawClient directory;
    private long client;
    private long questions;

    @BeforeAll
    static void start() {
        cluster = NodeKit.cluster(folder, 2, new Limits(MESSAGE_BYTES_MAX, 16, TABLES_MAX, 1000));
        node = NodeKit.start(cluster);
        try (RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            table = directory.create(NodeKit.sumTable("sums"));
        }
        SlotMap slots = SlotMap.even(cluster.slotCount(), 2);
        while (slots.shard(ownKey) != OWNER) {
            ownKey++;
        }
        while (slots.shard(foreignKey) == OWNER) {
            foreignKey++;
        }
    }

    @AfterAll
    static void stop() {
        node.close();
        assertEquals(0, node.errors(), "errors that agents reported");
    }

    @BeforeEach
    void connect() {
        client = ++nextClient;
        shard = RawClient.overIpc(cluster, NodeKit.node(cluster), OWNER);
        directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
        shard.open(client);
        directory.open(client);
    }

    @AfterEach
    void disconnect() {
        shard.close();
        directory.close();
    }

    @Test
    void requestsBeforeOpenSessionAreRefused() {
        try (RawClient stranger = RawClient.overIpc(cluster, NodeKit.node(cluster), OWNER)) {
            stranger.sendPull(table, 0, ownKey);
            stranger.awaitRefusal(ErrorCode.SESSION_NOT_OPEN);
        }
    }

    @Test
    void sessionsForAnotherClusterAreRefused() {
        shard.sendOpen(cluster.clusterId() + 1, client);
        assertEquals(cluster.clusterId(), shard.awaitRefusal(ErrorCode.WRONG_CLUSTER).detail());
    }

    @Test
    void pushesUnderAnIdFromTheFutureAreRefused() {
        long id = ClientId.next(System.currentTimeMillis() + TimeUnit.DAYS.toMillis(2), new SplittableRandom(1));
        shard.open(id);
        shard.sendPush(new PushOf(id, 1, 0, 0), 0);
        shard.awaitRefusal(ErrorCode.INVALID_CLIENT);
    }

    @Test
    void messagesOfANewerVersionAreRefusedByName() {
        UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        new OpenSessionEncoder().wrapAndApplyHeader(message, 0, header).correlationId(77);
        header.version(MessageHeaderEncoder.SCHEMA_VERSION + 1);
        shard.sendRaw(message, MessageHeaderEncoder.ENCODED_LENGTH + OpenSessionDecoder.BLOCK_LENGTH);
        RefusalDecoder refusal = shard.awaitRefusal(ErrorCode.UNSUPPORTED_VERSION);
        assertEquals(77, refusal.correlationId());
        assertEquals(MessageHeaderEncoder.SCHEMA_VERSION, refusal.detail());
        assertTrue(refusal.text().contains("wire version " + (MessageHeaderEncoder.SCHEMA_VERSION + 1)));
    }

    @Test
    void pullsFromAnUnknownTableAreRefused() {
        shard.sendPull(999, 0, ownKey);
        assertEquals(999, shard.awaitRefusal(ErrorCode.UNKNOWN_TABLE).detail());
    }

    @Test
    void pullsOfNoKeysAreMalformed() {
        shard.sendPull(table, 0);
        shard.awaitRefusal(ErrorCode.MALFORMED);
    }

    @Test
    void pullsWhoseLengthContradictsTheirKeyCountAreMalformed() {
        UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        new PullEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder()).keyCount(5).tableId(table);
        shard.sendRaw(message, MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);
        shard.awaitRefusal(ErrorCode.MALFORMED);
    }

    @Test
    void pullsUnderAnotherSlotMapAreRefused() {
        shard.sendPullUnder(RawClient.SLOT_MAP_VERSION + 1, table, 0, ownKey);
        assertEquals(RawClient.SLOT_MAP_VERSION, shard.awaitRefusal(ErrorCode.STALE_SLOT_MAP).detail());
    }

    @Test
    void keysOfAnotherShardAreRefused() {
        shard.sendPull(table, 0, ownKey, foreignKey);
        shard.awaitRefusal(ErrorCode.STALE_SLOT_MAP);
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, foreignKey);
        shard.awaitRefusal(ErrorCode.STALE_SLOT_MAP);
    }

    @Test
    void pullsForAPositionThatDoesNotComeEndAtTheirDeadline() {
        shard.sendPull(table, Long.MAX_VALUE, ownKey);
        shard.awaitRefusal(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void messagesAboveTheLimitAreRefused() {
        shard.sendPull(table, 0, new long[MESSAGE_BYTES_MAX / Long.BYTES]);
        assertEquals(MESSAGE_BYTES_MAX, shard.awaitRefusal(ErrorCode.BATCH_TOO_LARGE).detail());
    }

    @Test
    void messagesAtTheLimitAreAnswered() {
        int keys = (MESSAGE_BYTES_MAX - MessageHeaderEncoder.ENCODED_LENGTH - PullEncoder.BLOCK_LENGTH) / Long.BYTES;
        long[] same = new long[keys];
        Arrays.fill(same, ownKey);
        assertEquals(keys, shard.pull(table, 0, same).length);
    }

    @Test
    void pushesOfAnotherDimensionAreRefusedWithTheTables() {
        shard.sendPush(push(1, NodeKit.DIMENSION + 1), 1, ownKey);
        assertEquals(NodeKit.DIMENSION, shard.awaitRefusal(ErrorCode.WRONG_DIMENSION).detail());
    }

    @Test
    void keysThatStandTwiceInOnePushAreRefused() {
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey, ownKey);
        assertEquals(ownKey, shard.awaitRefusal(ErrorCode.DUPLICATE_KEY).detail());
    }

    @Test
    void nonFiniteGradientsAreRefusedAndTheNextPushCounts() {
        float[] before = shard.pull(table, 0, ownKey)[0];
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            shard.sendPush(push(1, NodeKit.DIMENSION), bad, ownKey);
            RefusalDecoder refusal = shard.awaitRefusal(ErrorCode.NON_FINITE_GRADIENT);
            assertEquals(ownKey, refusal.detail());
            assertEquals(1, refusal.correlationId());
        }
        shard.sendPush(push(1, NodeKit.DIMENSION), 2, ownKey);
        shard.awaitAck(1);
        assertEquals(before[0] - 2, shard.pull(table, shard.position(), ownKey)[0][0]);
    }

    @Test
    void aGapIsShownOnceAndClosedByResending() {
        shard.sendPush(push(3, NodeKit.DIMENSION), 1, ownKey);
        shard.sendPush(push(4, NodeKit.DIMENSION), 1, ownKey);
        assertEquals(1, shard.awaitRefusal(ErrorCode.SEQUENCE_GAP).detail());
        float[] before = shard.pull(table, 0, ownKey)[0];
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey);
        shard.awaitAck(1);
        assertEquals(before[0] - 1, shard.pull(table, shard.position(), ownKey)[0][0]);
    }

    @Test
    void aPushSentAgainCountsOnce() {
        float[] before = shard.pull(table, 0, ownKey)[0];
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey);
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey);
        shard.sendPush(push(2, NodeKit.DIMENSION), 1, ownKey);
        shard.awaitAck(2);
        assertEquals(before[0] - 2, shard.pull(table, shard.position(), ownKey)[0][0]);
        assertEquals(2, shard.open(client));
    }

    @Test
    void aPushSentAgainInAnotherSessionCountsOnce() {
        shard.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey);
        shard.awaitAck(1);
        float[] before = shard.pull(table, shard.position(), ownKey)[0];
        try (RawClient again = RawClient.overIpc(cluster, NodeKit.node(cluster), OWNER)) {
            assertEquals(1, again.open(client));
            again.sendPush(push(1, NodeKit.DIMENSION), 1, ownKey);
            assertArrayEquals(before, again.pull(table, 0, ownKey)[0]);
        }
    }

    @Test
    void anEmptyPushMovesTheSequenceOnly() {
        shard.sendPush(new PushOf(client, 1, 0, 0), 0);
        shard.awaitAck(1);
        assertEquals(1, shard.open(client));
    }

    @Test
    void tableSpecsThatBreakARuleAreRefused() {
        byte[] definition = TableDefinitionCodec.encode(0, NodeKit.sumTable("none"));
        new UnsafeBuffer(definition).putInt(
            MessageHeaderEncoder.ENCODED_LENGTH + TableDefinitionEncoder.dimensionEncodingOffset(), 0);
        UnsafeBuffer message = new UnsafeBuffer(new byte[512]);
        CreateTableEncoder encoder = new CreateTableEncoder()
            .wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
            .putDefinition(definition, 0, definition.length);
        directory.sendRaw(message, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        String text = directory.awaitRefusal(ErrorCode.INVALID_TABLE).text();
        assertTrue(text.contains("dimension of table 'none' must be 1 to 8192, got 0"), text);
    }

    @Test
    void tablesAboveTheLimitAreRefusedUntilOneIsDropped() {
        directory.create(NodeKit.sumTable("second"));
        directory.sendCreate(NodeKit.sumTable("third"));
        assertEquals(TABLES_MAX, directory.awaitRefusal(ErrorCode.TOO_MANY_TABLES).detail());
        int dropped = directory.drop("second");
        assertEquals(0, directory.drop("second"));
        shard.sendPull(dropped, 0, ownKey);
        shard.awaitRefusal(ErrorCode.UNKNOWN_TABLE);
        assertNotEquals(dropped, directory.create(NodeKit.sumTable("second")));
        directory.drop("second");
    }

    @Test
    void aliasesThatBreakTheRuleOrStandForNoTableAreRefused() {
        setAlias("sums", "sums");
        assertTrue(directory.awaitRefusal(ErrorCode.INVALID_ALIAS).text().contains("as in items@live"));
        setAlias("sums@live", "absent");
        String text = directory.awaitRefusal(ErrorCode.UNKNOWN_TABLE).text();
        assertTrue(text.contains("no table 'absent' that alias 'sums@live' could stand for"), text);
        removeAlias("sums@live");
        assertEquals(0, directory.awaitApplied());
    }

    @Test
    void aliasesAboveTheLimitAreRefusedUntilOneIsRemoved() {
        for (int i = 0; i < TABLES_MAX; i++) {
            setAlias("sums@" + i, "sums");
            assertEquals(table, directory.awaitApplied());
        }
        setAlias("sums@more", "sums");
        assertEquals(TABLES_MAX, directory.awaitRefusal(ErrorCode.TOO_MANY_ALIASES).detail());
        setAlias("sums@0", "sums");
        assertEquals(table, directory.awaitApplied(), "one that is there can be set again");
        for (int i = 0; i < TABLES_MAX; i++) {
            removeAlias("sums@" + i);
            assertEquals(table, directory.awaitApplied());
        }
    }

    @Test
    void tablesThatAnAliasStandsForAreNotDropped() {
        setAlias("sums@live", "sums");
        directory.awaitApplied();
        directory.sendDrop("sums", SHORT_MS);
        RefusalDecoder refusal = directory.awaitRefusal(ErrorCode.TABLE_HAS_ALIAS);
        assertEquals(table, refusal.detail());
        assertEquals("alias 'sums@live' stands for table 'sums'", refusal.text());
        removeAlias("sums@live");
        assertEquals(table, directory.awaitApplied());
        assertEquals(table, directory.create(NodeKit.sumTable("sums")), "it is the same still");
    }

    private void setAlias(String alias, String name) {
        send(CommandEncoder.setAlias(++questions, alias, name, LONG_MS));
    }

    private void removeAlias(String alias) {
        send(CommandEncoder.removeAlias(++questions, alias, LONG_MS));
    }

    private void send(DirectBuffer message) {
        directory.sendRaw(message, message.capacity());
    }

    @Test
    void requestsForAnotherKindOfReplicaAreMalformed() {
        directory.sendPull(table, 0, ownKey);
        directory.awaitRefusal(ErrorCode.MALFORMED);
        shard.sendCreate(NodeKit.sumTable("misled"));
        shard.awaitRefusal(ErrorCode.MALFORMED);
    }

    @Test
    void aTableCreatedAgainIsTheSameAndAnotherSpecShowsTheDifference() {
        assertEquals(table, directory.create(NodeKit.sumTable("sums")));
        directory.sendCreate(new TableSpec("sums", 8, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(1, 0), 7, 1000));
        String text = directory.awaitRefusal(ErrorCode.TABLE_MISMATCH).text();
        assertTrue(text.contains("dimension: 4 here, 8 asked"), text);
    }

    private PushOf push(long sequence, int dimension) {
        return new PushOf(client, sequence, table, dimension);
    }
}
