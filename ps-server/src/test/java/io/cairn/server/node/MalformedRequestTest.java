package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.ClusterViewDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionEncoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.PushEncoder;
import io.cairn.wire.codecs.RowContent;
import io.cairn.wire.codecs.ShardViewDecoder;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests cut short, made longer, or with one bit turned, of every kind: whatever they have become, the replica goes
 * on, reports no error, and can replay its log.
 */
class MalformedRequestTest {

    private static final long SEED = 20_261_125;
    private static final int FLIPS = 300;
    private static final long CLIENT = 7;
    private static final long QUESTION = 1L << 40;
    private static final int TABLE = 1;
    private static final int OTHER_TABLE = 1000;
    private static final int TIMEOUT_MS = 5;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private long questions = QUESTION;

    @Test
    void damagedRequestsLeaveTheReplicaServingAndItsLogReplayable() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            directory.open(CLIENT);
            assertEquals(TABLE, directory.create(NodeKit.sumTable("sums")));
            for (DirectBuffer request : directoryRequests()) {
                damage(request, message -> {
                    directory.sendRaw(message, message.capacity());
                    directory.askPast(CommandEncoder.describeCluster(++questions), ClusterViewDecoder.TEMPLATE_ID);
                });
            }
            shard.open(CLIENT);
            for (DirectBuffer request : shardRequests()) {
                damage(request, message -> {
                    shard.sendRaw(message, message.capacity());
                    shard.askPast(CommandEncoder.describeShard(++questions), ShardViewDecoder.TEMPLATE_ID);
                });
            }
            assertEquals(0, node.errors(), "errors that agents reported; seed " + SEED);
        }
        try (CairnNode node = NodeKit.start(cluster)) {
            assertEquals(0, node.errors(), "errors of the replay; seed " + SEED);
        }
    }

    private void damage(DirectBuffer request, Consumer<DirectBuffer> sender) {
        int length = request.capacity();
        for (int cut = 0; cut < length; cut++) {
            sender.accept(copy(request, cut));
        }
        sender.accept(copy(request, length + 1));
        for (int i = 0; i < FLIPS; i++) {
            UnsafeBuffer flipped = copy(request, length);
            int bit = random.nextInt(length * Byte.SIZE);
            int at = bit / Byte.SIZE;
            flipped.putByte(at, (byte) (flipped.getByte(at) ^ (1 << (bit % Byte.SIZE))));
            sender.accept(flipped);
        }
    }

    private static UnsafeBuffer copy(DirectBuffer request, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, request, 0, Math.min(length, request.capacity()));
        return copy;
    }

    private static List<DirectBuffer> directoryRequests() {
        return List.of(
            open(),
            CommandEncoder.createTable(1, NodeKit.sumTable("others"), TIMEOUT_MS),
            CommandEncoder.dropTable(2, "nothing", TIMEOUT_MS),
            CommandEncoder.setAlias(3, "sums@live", "sums", TIMEOUT_MS),
            CommandEncoder.removeAlias(4, "sums@live", TIMEOUT_MS),
            CommandEncoder.describeCluster(5));
    }

    private static List<DirectBuffer> shardRequests() {
        return List.of(
            open(),
            pull(),
            push(),
            CommandEncoder.addTable(1, OTHER_TABLE, NodeKit.sumTable("others")),
            CommandEncoder.removeTable(2, OTHER_TABLE),
            CommandEncoder.describeShard(3),
            CommandEncoder.describeSnapshot(4, 0),
            CommandEncoder.fetchSnapshot(5, 0, 0));
    }

    private static DirectBuffer open() {
        UnsafeBuffer message =
            new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + OpenSessionEncoder.BLOCK_LENGTH]);
        new OpenSessionEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder()).clientId(CLIENT);
        return message;
    }

    private static DirectBuffer pull() {
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);
        UnsafeBuffer message = new UnsafeBuffer(new byte[at + KeyBlock.bytes(2)]);
        new PullEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
            .correlationId(4)
            .tableId(TABLE)
            .slotMapVersion(RawClient.SLOT_MAP_VERSION)
            .keyCount(2)
            .timeoutMs(TIMEOUT_MS)
            .content(RowContent.WEIGHTS);
        KeyBlock.key(message, at, 1, 9);
        return message;
    }

    private static DirectBuffer push() {
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PushEncoder.BLOCK_LENGTH);
        int gradientsAt = at + KeyBlock.bytes(1);
        UnsafeBuffer message = new UnsafeBuffer(new byte[gradientsAt + NodeKit.DIMENSION * Float.BYTES]);
        new PushEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
            .clientId(CLIENT)
            .sequence(1)
            .tableId(TABLE)
            .slotMapVersion(RawClient.SLOT_MAP_VERSION)
            .rowCount(1)
            .dimension(NodeKit.DIMENSION);
        // Two, so that no single bit makes it a push that counts: its sequence would be the only one ever to pass.
        message.putFloat(gradientsAt, Float.NaN, ByteOrder.LITTLE_ENDIAN);
        message.putFloat(gradientsAt + Float.BYTES, Float.NaN, ByteOrder.LITTLE_ENDIAN);
        return message;
    }
}
