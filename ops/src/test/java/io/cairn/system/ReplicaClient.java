package io.cairn.system;

import io.aeron.Aeron;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.table.TableSpec;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.PushEncoder;
import io.cairn.wire.codecs.RowContent;
import io.cairn.wire.codecs.RowPartDecoder;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Talks with one chosen replica, and with no other if that one does not help. Waits for each answer. */
final class ReplicaClient implements AnswerHandler, AutoCloseable {

    private static final int CREATE_TIMEOUT_MS = 10_000;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int PULL_TIMEOUT_MS = 20_000;
    private static final int SLOT_MAP_VERSION = 1;

    private final long clientId;
    private final ShardSession session;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long correlationId;
    private long answered;
    private long lastSequence;
    private long position;
    private int leader = -1;
    private int tableId;
    private float weight;
    private String refused = "";

    ReplicaClient(Aeron aeron, ClusterConfig cluster, ShardConfig group, int member, long clientId) {
        this.clientId = clientId;
        String endpoint = cluster.node(group.replicas().get(member)).endpoint(group.id(), PortRole.REQUESTS);
        session = new ShardSession(aeron, new RequestChannels(cluster.channels()),
            new SessionTarget(group.id(), endpoint, false, cluster.clusterId(), clientId, Optional.empty()), this);
        await("session with member " + member, () -> session.state() == SessionState.OPEN);
    }

    long lastSequence() {
        return lastSequence;
    }

    long position() {
        return position;
    }

    /** Waits until the replica knows a leader other than this one. */
    int awaitLeaderOtherThan(int member) {
        await("another leader than " + member, () -> leader >= 0 && leader != member);
        return leader;
    }

    int createTable(TableSpec spec) {
        ask(CommandEncoder.createTable(++correlationId, spec, CREATE_TIMEOUT_MS));
        return tableId;
    }

    private void ask(DirectBuffer message) {
        await("room for a request", () -> session.offer(message, 0, message.capacity()));
        await("answer " + correlationId, () -> answered == correlationId);
    }

    /** Pushes a gradient of ones for each key, and waits for the acknowledgement. */
    void push(int table, int dimension, long... keys) {
        long sequence = lastSequence + 1;
        PushEncoder push = new PushEncoder().wrapAndApplyHeader(buffer, 0, header);
        push.clientId(clientId).sequence(sequence).tableId(table).slotMapVersion(SLOT_MAP_VERSION)
            .rowCount(keys.length).dimension(dimension);
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PushEncoder.BLOCK_LENGTH);
        putKeys(at, keys);
        int gradientsAt = at + KeyBlock.bytes(keys.length);
        for (int i = 0; i < keys.length * dimension; i++) {
            buffer.putFloat(gradientsAt + Float.BYTES * i, 1, ByteOrder.LITTLE_ENDIAN);
        }
        int length = gradientsAt + Float.BYTES * keys.length * dimension;
        await("room for a push", () -> session.offer(buffer, 0, length));
        await("acknowledgement of push " + sequence, () -> lastSequence >= sequence);
    }

    /** The first weight of a row, read at a position or later. */
    float pull(int table, long minPosition, long key) {
        PullEncoder pull = new PullEncoder().wrapAndApplyHeader(buffer, 0, header);
        pull.correlationId(++correlationId).minPosition(minPosition).tableId(table).slotMapVersion(SLOT_MAP_VERSION)
            .keyCount(1).timeoutMs(PULL_TIMEOUT_MS).content(RowContent.WEIGHTS);
        int at = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + PullEncoder.BLOCK_LENGTH);
        putKeys(at, key);
        await("room for a pull", () -> session.offer(buffer, 0, at + KeyBlock.bytes(1)));
        await("rows of pull " + correlationId, () -> answered == correlationId);
        return weight;
    }

    private void putKeys(int offset, long... keys) {
        for (int i = 0; i < keys.length; i++) {
            KeyBlock.key(buffer, offset, i, keys[i]);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0 || !refused.isEmpty()) {
                throw new AssertionError("no " + what + "; " + refused + " " + session.describe());
            }
            if (session.poll(System.nanoTime()) == 0) {
                LockSupport.parkNanos(1000);
            }
        }
    }

    @Override
    public void onLeadership(long termId, int leaderMemberId) {
        leader = leaderMemberId;
    }

    @Override
    public void onOpen(long last, long at, int messageBytesMax) {
        lastSequence = last;
        position = at;
    }

    @Override
    public void onLost(String reason) {
        leader = -1;
    }

    @Override
    public void onRefusal(Refusal refusal) {
        refused = refusal.toString();
    }

    @Override
    public void onPushAck(long sequence, long at) {
        lastSequence = sequence;
        position = at;
    }

    @Override
    public void onRows(RowPartDecoder part, DirectBuffer rows, int offset) {
        weight = rows.getFloat(offset, ByteOrder.LITTLE_ENDIAN);
        answered = part.correlationId();
    }

    @Override
    public void onTableApplied(long id, long at, int table) {
        tableId = table;
        answered = id;
    }

    @Override
    public void close() {
        session.close();
    }
}
