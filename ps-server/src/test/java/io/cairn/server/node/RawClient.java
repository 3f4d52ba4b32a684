package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.access.Token;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.table.TableSpec;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.ChallengeDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.LeadershipDecoder;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionEncoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.PushAckDecoder;
import io.cairn.wire.codecs.PushEncoder;
import io.cairn.wire.codecs.RefusalDecoder;
import io.cairn.wire.codecs.RowContent;
import io.cairn.wire.codecs.RowPartDecoder;
import io.cairn.wire.codecs.SessionOpenedDecoder;
import io.cairn.wire.codecs.SnapshotTakenDecoder;
import io.cairn.wire.codecs.TableAppliedDecoder;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Speaks the wire protocol with one replica, message by message and without any comfort, so that tests can say things
 * that the client library never says.
 */
final class RawClient implements AutoCloseable {

    static final int SLOT_MAP_VERSION = 1;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int EMPTY_BYTES = 128;
    /** Of a push its sequence, which must not be one that was forwarded already. */
    private static final int AFTER_THE_FIRST_FIELD = MessageHeaderEncoder.ENCODED_LENGTH + Long.BYTES;
    private static final int PULL_TIMEOUT_MS = 200;
    private static final int TABLE_TIMEOUT_MS = 20_000;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final Deque<DirectBuffer> answers = new ArrayDeque<>();
    private final FragmentAssembler assembler =
        new FragmentAssembler((source, offset, length, at) -> onAnswer(source, offset, length));
    private final AutoCloseable driver;
    private final Aeron aeron;
    private final Subscription subscription;
    private final ExclusivePublication publication;
    private long correlationId;
    private long position;
    private long acknowledged;
    private int leader;
    private long termId;

    private RawClient(AutoCloseable driver, Aeron aeron, Subscription subscription, ExclusivePublication publication) {
        this.driver = driver;
        this.aeron = aeron;
        this.subscription = subscription;
        this.publication = publication;
    }

    /** Over shared memory of the node's own media driver. */
    static RawClient overIpc(ClusterConfig cluster, NodeConfig node, int shardId) {
        Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(node.aeronDirectory().toString()));
        RequestChannels channels = new RequestChannels(cluster.channels());
        Subscription subscription =
            aeron.addSubscription(channels.responseSubscription(), RequestChannels.responseStreamId(shardId));
        ExclusivePublication publication = aeron.addExclusivePublication(
            channels.requestPublication(subscription.registrationId()), RequestChannels.requestStreamId(shardId));
        return connected(new RawClient(() -> { }, aeron, subscription, publication));
    }

    /** Over UDP, with a media driver of its own. */
    static RawClient overUdp(ClusterConfig cluster, NodeConfig node, int shardId, Path folder) {
        MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(folder.toString())
            .dirDeleteOnShutdown(true)
            .asyncExecutorEnabled(false)
            .threadingMode(ThreadingMode.SHARED));
        Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder.toString()));
        RequestChannels channels = new RequestChannels(cluster.channels());
        Subscription subscription = aeron.addSubscription(
            channels.responseSubscription(node.endpoint(shardId, PortRole.RESPONSES)),
            RequestChannels.responseStreamId(shardId));
        ExclusivePublication publication = aeron.addExclusivePublication(
            channels.requestPublication(node.endpoint(shardId, PortRole.REQUESTS), subscription.registrationId()),
            RequestChannels.requestStreamId(shardId));
        return connected(new RawClient(driver, aeron, subscription, publication));
    }

    private void onAnswer(DirectBuffer source, int offset, int length) {
        if (headerDecoder.wrap(source, offset).templateId() == LeadershipDecoder.TEMPLATE_ID) {
            LeadershipDecoder news = new LeadershipDecoder().wrapAndApplyHeader(source, offset, headerDecoder);
            leader = news.leaderMemberId();
            termId = news.leadershipTermId();
            return;
        }
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, source, offset, length);
        answers.add(copy);
    }

    private static RawClient connected(RawClient client) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        while (!client.publication.isConnected() || !client.subscription.isConnected()) {
            if (System.nanoTime() - endNs > 0) {
                client.close();
                throw new AssertionError("no connection; request stream up: " + client.publication.isConnected());
            }
            LockSupport.parkNanos(1000);
        }
        return client;
    }

    /** Highest position heard of. */
    long position() {
        return position;
    }

    /** Member id of the leader heard of last, -1 for none. */
    int leader() {
        return leader;
    }

    /** Term of the leader heard of last. */
    long termId() {
        return termId;
    }

    /** Waits for news of who leads, beyond a term. */
    int awaitLeaderAfter(long pastTermId) {
        awaitNews(() -> termId > pastTermId && leader >= 0);
        return leader;
    }

    /** Waits for the news that nobody leads. */
    void awaitNoLeader() {
        awaitNews(() -> leader < 0);
    }

    private void awaitNews(BooleanSupplier expected) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        while (!expected.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("leader " + leader + " of term " + termId + " is the last heard of");
            }
            subscription.poll(assembler, 10);
            LockSupport.parkNanos(1000);
        }
    }

    long open(long clientId) {
        sendOpen(0, clientId);
        return awaitOpened();
    }

    /** Asks to open a session until it is not refused any more because of all the others. */
    void openOnceThereIsRoom(long clientId) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        sendOpen(0, clientId);
        while (headerDecoder.wrap(next(SessionOpenedDecoder.TEMPLATE_ID), 0).templateId()
            != SessionOpenedDecoder.TEMPLATE_ID) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("there is never room for a session");
            }
            sendOpen(0, clientId);
        }
    }

    /** The last sequence applied, once the session is open. */
    long awaitOpened() {
        SessionOpenedDecoder opened = new SessionOpenedDecoder()
            .wrapAndApplyHeader(await(SessionOpenedDecoder.TEMPLATE_ID), 0, headerDecoder);
        acknowledged = opened.lastSequence();
        leader = opened.leaderMemberId();
        termId = opened.leadershipTermId();
        position = Math.max(position, opened.position());
        return acknowledged;
    }

    void sendOpen(long clusterId, long clientId) {
        new OpenSessionEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(++correlationId).clusterId(clusterId).clientId(clientId);
        send(MessageHeaderEncoder.ENCODED_LENGTH + OpenSessionEncoder.BLOCK_LENGTH);
    }

    /** Asks to open a session and waits for the nonce to prove something with. */
    byte[] awaitChallenge(long clientId) {
        sendOpen(0, clientId);
        byte[] nonce = new byte[Token.PROOF_BYTES];
        new ChallengeDecoder().wrapAndApplyHeader(await(ChallengeDecoder.TEMPLATE_ID), 0, headerDecoder)
            .getNonce(nonce, 0, nonce.length);
        return nonce;
    }

    void sendProof(String principal, byte[] proof) {
        DirectBuffer message = CommandEncoder.challengeResponse(++correlationId, principal, proof);
        sendRaw(message, message.capacity());
    }

    /** Sends a message of some kind that means nothing: what it is refused for, NULL_VAL if it is answered. */
    ErrorCode answerToEmpty(int templateId) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[EMPTY_BYTES]);
        header.wrap(message, 0).blockLength(EMPTY_BYTES - MessageHeaderEncoder.ENCODED_LENGTH - Long.BYTES)
            .templateId(templateId)
            .schemaId(MessageHeaderEncoder.SCHEMA_ID)
            .version(MessageHeaderEncoder.SCHEMA_VERSION);
        message.putLong(AFTER_THE_FIRST_FIELD, Long.MAX_VALUE);
        sendRaw(message, EMPTY_BYTES);
        DirectBuffer answer = next(templateId);
        return headerDecoder.wrap(answer, 0).templateId() == RefusalDecoder.TEMPLATE_ID
            ? new RefusalDecoder().wrapAndApplyHeader(answer, 0, headerDecoder).code()
            : ErrorCode.NULL_VAL;
    }

    void sendCreate(TableSpec spec) {
        sendCreate(spec, TABLE_TIMEOUT_MS);
    }

    void sendCreate(TableSpec spec, int timeoutMs) {
        DirectBuffer message = CommandEncoder.createTable(++correlationId, spec, timeoutMs);
        sendRaw(message, message.capacity());
    }

    /** As the directory does it. */
    int add(int tableId, TableSpec spec) {
        DirectBuffer message = CommandEncoder.addTable(++correlationId, tableId, spec);
        sendRaw(message, message.capacity());
        return awaitApplied();
    }

    int create(TableSpec spec) {
        sendCreate(spec);
        return awaitApplied();
    }

    int drop(String name) {
        sendDrop(name, TABLE_TIMEOUT_MS);
        return awaitApplied();
    }

    void sendDrop(String name, int timeoutMs) {
        DirectBuffer message = CommandEncoder.dropTable(++correlationId, name, timeoutMs);
        sendRaw(message, message.capacity());
    }

    /** Asks for a complete snapshot that contains a position, and waits for it. Returns its position. */
    long takeSnapshot(long atLeast) {
        sendTakeSnapshot(atLeast);
        return awaitSnapshot();
    }

    long awaitSnapshot() {
        return new SnapshotTakenDecoder()
            .wrapAndApplyHeader(await(SnapshotTakenDecoder.TEMPLATE_ID), 0, headerDecoder).position();
    }

    void sendTakeSnapshot(long atLeast) {
        DirectBuffer message = CommandEncoder.takeSnapshot(++correlationId, atLeast);
        sendRaw(message, message.capacity());
    }

    int awaitApplied() {
        return new TableAppliedDecoder()
            .wrapAndApplyHeader(await(TableAppliedDecoder.TEMPLATE_ID), 0, headerDecoder).tableId();
    }

    void sendPull(int tableId, long minPosition, long... keys) {
        sendPullUnder(SLOT_MAP_VERSION, tableId, minPosition, keys);
    }

    void sendPullUnder(int slotMapVersion, int tableId, long minPosition, long... keys) {
        new PullEncoder().wrapAndApplyHeader(buffer, 0, header)
            .correlationId(++correlationId)
            .minPosition(minPosition)
            .tableId(tableId)
            .slotMapVersion(slotMapVersion)
            .keyCount(keys.length)
            .timeoutMs(PULL_TIMEOUT_MS)
            .content(RowContent.WEIGHTS);
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);
        putKeys(at, keys);
        send(at + KeyBlock.bytes(keys.length));
    }

    /** Rows of all parts, one array per key. */
    float[][] pull(int tableId, long minPosition, long... keys) {
        sendPull(tableId, minPosition, keys);
        return awaitRows(keys.length);
    }

    /** The rows of a pull that was sent. */
    float[][] awaitRows(int count) {
        float[][] rows = new float[count][];
        int received = 0;
        while (received < count) {
            DirectBuffer answer = await(RowPartDecoder.TEMPLATE_ID);
            RowPartDecoder part = new RowPartDecoder().wrapAndApplyHeader(answer, 0, headerDecoder);
            position = Math.max(position, part.position());
            int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + RowPartDecoder.BLOCK_LENGTH);
            for (int row = 0; row < part.rowCount(); row++) {
                rows[part.firstRow() + row] = floats(answer, at + row * part.rowBytes(), part.rowBytes());
            }
            received += part.rowCount();
        }
        return rows;
    }

    private static float[] floats(DirectBuffer source, int offset, int bytes) {
        float[] values = new float[bytes / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.getFloat(offset + Float.BYTES * i, ByteOrder.LITTLE_ENDIAN);
        }
        return values;
    }

    /** Sends gradients that are all equal. */
    void sendPush(PushOf push, float gradient, long... keys) {
        new PushEncoder().wrapAndApplyHeader(buffer, 0, header)
            .clientId(push.clientId())
            .sequence(push.sequence())
            .tableId(push.tableId())
            .slotMapVersion(SLOT_MAP_VERSION)
            .rowCount(keys.length)
            .dimension(push.dimension());
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PushEncoder.BLOCK_LENGTH);
        putKeys(at, keys);
        int gradientsAt = at + KeyBlock.bytes(keys.length);
        int count = keys.length * push.dimension();
        for (int i = 0; i < count; i++) {
            buffer.putFloat(gradientsAt + Float.BYTES * i, gradient, ByteOrder.LITTLE_ENDIAN);
        }
        send(gradientsAt + Float.BYTES * count);
    }

    /** Waits until pushes are acknowledged up to a sequence. */
    void awaitAck(long sequence) {
        while (acknowledged < sequence) {
            onAck(await(PushAckDecoder.TEMPLATE_ID));
        }
    }

    /**
     * Waits until pushes are acknowledged up to a sequence, or a gap is shown.
     *
     * @return the sequence to send again from, 0 if all is acknowledged.
     */
    long awaitAckOrGap(long sequence) {
        while (acknowledged < sequence) {
            DirectBuffer answer = next(PushAckDecoder.TEMPLATE_ID);
            if (headerDecoder.wrap(answer, 0).templateId() == RefusalDecoder.TEMPLATE_ID) {
                return new RefusalDecoder().wrapAndApplyHeader(answer, 0, headerDecoder).detail();
            }
            onAck(answer);
        }
        return 0;
    }

    /**
     * Waits until pushes are acknowledged up to a sequence, or one is refused for one of some reasons.
     *
     * @return whether they are acknowledged.
     */
    boolean awaitAckOrRefusal(long sequence, ErrorCode... reasons) {
        while (acknowledged < sequence) {
            DirectBuffer answer = next(PushAckDecoder.TEMPLATE_ID);
            if (headerDecoder.wrap(answer, 0).templateId() == RefusalDecoder.TEMPLATE_ID) {
                ErrorCode code = new RefusalDecoder().wrapAndApplyHeader(answer, 0, headerDecoder).code();
                if (!List.of(reasons).contains(code)) {
                    throw new AssertionError("refused as " + code);
                }
                return false;
            }
            onAck(answer);
        }
        return true;
    }

    private void onAck(DirectBuffer answer) {
        PushAckDecoder ack = new PushAckDecoder().wrapAndApplyHeader(answer, 0, headerDecoder);
        acknowledged = ack.sequence();
        position = Math.max(position, ack.position());
    }

    /** Waits for a refusal and checks its code. */
    RefusalDecoder awaitRefusal(ErrorCode code) {
        RefusalDecoder refusal = new RefusalDecoder()
            .wrapAndApplyHeader(await(RefusalDecoder.TEMPLATE_ID), 0, headerDecoder);
        if (refusal.code() != code) {
            throw new AssertionError("refused with " + refusal.code() + " (" + refusal.text() + "), not " + code);
        }
        return refusal;
    }

    /** Sends bytes as they are. */
    void sendRaw(DirectBuffer message, int length) {
        buffer.putBytes(0, message, 0, length);
        send(length);
    }

    /**
     * Asks something that is always answered, and skips whatever comes before the answer.
     *
     * @return the answer.
     */
    DirectBuffer askPast(DirectBuffer question, int answerTemplateId) {
        sendRaw(question, question.capacity());
        long asked = question.getLong(MessageHeaderEncoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN);
        DirectBuffer answer = next(answerTemplateId);
        while (headerDecoder.wrap(answer, 0).templateId() != answerTemplateId
            || answer.getLong(MessageHeaderEncoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN) != asked) {
            answer = next(answerTemplateId);
        }
        return answer;
    }

    private void putKeys(int offset, long... keys) {
        for (int i = 0; i < keys.length; i++) {
            KeyBlock.key(buffer, offset, i, keys[i]);
        }
    }

    private void send(int length) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        while (publication.offer(buffer, 0, length) < 0) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("the replica takes no request");
            }
            LockSupport.parkNanos(1000);
        }
    }

    /** The next answer, which must be of this kind; acknowledgements come when they like and are noted on the way. */
    DirectBuffer await(int templateId) {
        while (true) {
            DirectBuffer answer = next(templateId);
            int found = headerDecoder.wrap(answer, 0).templateId();
            if (found == templateId) {
                return answer;
            }
            if (found != PushAckDecoder.TEMPLATE_ID) {
                String text = found == RefusalDecoder.TEMPLATE_ID
                    ? new RefusalDecoder().wrapAndApplyHeader(answer, 0, headerDecoder).toString() : "";
                throw new AssertionError("message " + found + " instead of " + templateId + " " + text);
            }
            onAck(answer);
        }
    }

    private DirectBuffer next(int templateId) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        while (answers.isEmpty()) {
            if (subscription.poll(assembler, 10) == 0) {
                if (System.nanoTime() - endNs > 0) {
                    throw new AssertionError("no answer, message " + templateId + " expected");
                }
                LockSupport.parkNanos(1000);
            }
        }
        return answers.remove();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(aeron, driver);
    }

    /** What a push is, but for its rows. */
    record PushOf(long clientId, long sequence, int tableId, int dimension) {
    }
}
