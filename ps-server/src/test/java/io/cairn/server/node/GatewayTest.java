package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.server.gateway.Exposure;
import io.cairn.server.gateway.Gateway;
import io.cairn.server.gateway.GatewayContext;
import io.cairn.server.gateway.lookup.GatewayLoop;
import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.lookup.LookupListener;
import io.cairn.server.gateway.lookup.LookupOptions;
import io.cairn.server.gateway.lookup.LookupReply;
import io.cairn.server.gateway.lookup.MissingKeys;
import io.cairn.server.gateway.lookup.Pooling;
import io.cairn.server.gateway.lookup.Protocol;
import io.cairn.server.gateway.lookup.RowEncoding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lookups through a node's gateway answer, whatever the protocol. */
@Timeout(120)
class GatewayTest {

    private static final String TABLE = "items";
    private static final int SHARDS = 2;
    private static final int KEYS_MAX = 100;
    private static final int IN_FLIGHT_MAX = 1000;
    private static final LookupOptions OPTIONS = LookupOptions.DEFAULT;

    @TempDir
    private static Path folder;
    private static ClusterConfig cluster;
    private static CairnNode node;
    private static EmbeddingClient trainer;

    @BeforeAll
    static void rowsOneToFourArePushed() {
        cluster = NodeKit.cluster(folder, SHARDS).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(1, 100, KEYS_MAX, 1 << 20, 100, IN_FLIGHT_MAX, 5000, 0, 1 << 20));
        node = NodeKit.start(cluster);
        trainer = EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
        push(trainer.createTable(NodeKit.sumTable(TABLE)), 1, 2, 3, 4);
        awaitFound(TABLE, 1);
    }

    @AfterAll
    static void close() {
        trainer.close();
        node.close();
    }

    /** Row k becomes (k, k, k, k). */
    private static void push(Table table, long... keys) {
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocate(keys.length * table.rowBytes()));
        for (int i = 0; i < keys.length * table.dimension(); i++) {
            gradients.putFloat(i * Float.BYTES, (float) -keys[i / table.dimension()], ByteOrder.LITTLE_ENDIAN);
        }
        trainer.push(table, keys, keys.length, gradients);
        trainer.flush();
    }

    @Test
    void rowsComeInTheOrderOfTheirKeysWithPositionAndAge() {
        Answer answer = lookup(OPTIONS, 3, 1, 4, 1);

        assertEquals(List.of("3.0 3.0 3.0 3.0", "1.0 1.0 1.0 1.0", "4.0 4.0 4.0 4.0", "1.0 1.0 1.0 1.0"), answer.rows);
        assertTrue(answer.position > 0, "position " + answer.position);
        assertTrue(answer.ageMs >= 0, "age " + answer.ageMs);
    }

    @Test
    void keyWithoutARowIsAbsentZerosOrItsInitialWeights() {
        assertEquals(List.of("absent"), lookup(OPTIONS, 99).rows);
        assertEquals(List.of("0.0 0.0 0.0 0.0"), lookup(OPTIONS.with(MissingKeys.ZEROS), 99).rows);
        assertEquals(List.of("0.0 0.0 0.0 0.0"), lookup(OPTIONS.with(MissingKeys.INITIAL), 99).rows);
    }

    @Test
    void listsOfKeysAreSummedOrAveraged() {
        assertEquals(List.of("6.0 6.0 6.0 6.0", "absent", "4.0 4.0 4.0 4.0"),
            pooled(Pooling.SUM, MissingKeys.ABSENT).rows);
        assertEquals(List.of("2.0 2.0 2.0 2.0", "absent", "4.0 4.0 4.0 4.0"),
            pooled(Pooling.MEAN, MissingKeys.ABSENT).rows);
        assertEquals(List.of("2.0 2.0 2.0 2.0", "0.0 0.0 0.0 0.0", "2.0 2.0 2.0 2.0"),
            pooled(Pooling.MEAN, MissingKeys.ZEROS).rows);
    }

    /** Lists (1, 2, 3), () and (4, 99), where 99 has no row. */
    private static Answer pooled(Pooling pooling, MissingKeys missing) {
        Answer answer = new Answer();
        Lookup lookup = answer.lookup;
        lookup.begin(TABLE, OPTIONS.with(pooling).with(missing));
        lookup.add(1);
        lookup.add(2);
        lookup.add(3);
        lookup.endList();
        lookup.endList();
        lookup.add(4);
        lookup.add(99);
        lookup.endList();
        gateway().lookups().submit(lookup);
        return answer.await();
    }

    @Test
    void manyLookupsAtOnceEachGetTheirOwnRows() {
        List<Answer> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Answer answer = new Answer();
            answer.lookup.begin(TABLE, OPTIONS);
            answer.lookup.add(1 + i % 4);
            all.add(answer);
        }
        all.forEach(answer -> gateway().lookups().submit(answer.lookup));

        for (int i = 0; i < all.size(); i++) {
            float value = 1 + i % 4;
            String row = String.join(" ", "" + value, "" + value, "" + value, "" + value);
            assertEquals(List.of(row), all.get(i).await().rows, "lookup " + i);
        }
    }

    @Test
    void tableThatIsCreatedLaterIsFoundAndOneThatIsMadeAnewToo() {
        assertEquals(LookupError.UNKNOWN_TABLE, failure("later", 1).error());
        push(trainer.createTable(NodeKit.sumTable("later")), 1);
        assertEquals(List.of("1.0 1.0 1.0 1.0"), awaitFound("later", 1).rows);

        trainer.dropTable("later");
        push(trainer.createTable(NodeKit.sumTable("later")), 1, 2);
        assertEquals(List.of("2.0 2.0 2.0 2.0"), lookup("later", OPTIONS, 2).await().rows);
    }

    /** An unknown name is believed for a short while. */
    private static Answer awaitFound(String table, long key) {
        Answer answer = lookup(table, OPTIONS, key).done();
        while (answer.failure.isPresent()) {
            assertEquals(LookupError.UNKNOWN_TABLE, answer.failure.orElseThrow().error());
            answer = lookup(table, OPTIONS, key).done();
        }
        return answer;
    }

    @Test
    void moreKeysThanARequestMayHaveAreRefused() {
        Answer most = lookup(TABLE, OPTIONS.with(MissingKeys.ZEROS), new long[KEYS_MAX]).await();
        assertEquals(KEYS_MAX, most.rows.size());

        assertEquals(LookupError.TOO_MANY_KEYS, failure(TABLE, new long[KEYS_MAX + 1]).error());
    }

    @Test
    void moreListsThanARequestMayHaveKeysAreRefusedToo() {
        Answer answer = new Answer();
        answer.lookup.begin(TABLE, OPTIONS.with(Pooling.SUM));
        for (int list = 0; list <= KEYS_MAX; list++) {
            answer.lookup.endList();
        }
        gateway().lookups().submit(answer.lookup);

        assertEquals(LookupError.TOO_MANY_KEYS, answer.done().failure.orElseThrow().error());
    }

    @Test
    void lookupWhoseTimeIsOverFailsWithTheNameOfThat() {
        Answer answer = new Answer();
        answer.lookup.begin(TABLE, OPTIONS);
        answer.lookup.add(1);
        answer.lookup.timeout(1);
        gateway().lookups().submit(answer.lookup);

        assertEquals(LookupError.DEADLINE_EXCEEDED, answer.done().failure.orElseThrow().error());
        assertEquals(List.of("1.0 1.0 1.0 1.0"), lookup(OPTIONS, 1).rows);
    }

    @Test
    void rowsOlderThanIsAskedForAreRefusedByName() {
        Answer answer;
        do {
            answer = lookup(TABLE, OPTIONS.withOldestAge(0), 1).done();
        } while (answer.failure.isEmpty());
        assertEquals(LookupError.TOO_OLD, answer.failure.orElseThrow().error());
        assertTrue(answer.failure.orElseThrow().retryable(), "rows may be newer later");
        assertEquals(List.of("1.0 1.0 1.0 1.0"), lookup(OPTIONS.withOldestAge(Long.MAX_VALUE), 1).rows);
    }

    @Test
    void moreLookupsThanMayBeUnderWayAreRefusedAtOnceAndTheOthersAnswered() {
        CountDownLatch held = hold(gateway().lookups().loop());
        List<Answer> taken = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT_MAX; i++) {
            taken.add(lookup(TABLE, OPTIONS, 1));
        }
        Answer refused = lookup(TABLE, OPTIONS, 1);
        assertEquals(LookupError.BUSY, refused.failure.orElseThrow().error());
        held.countDown();
        taken.forEach(answer -> assertEquals(List.of("1.0 1.0 1.0 1.0"), answer.await().rows));
        assertEquals(List.of("1.0 1.0 1.0 1.0"), lookup(OPTIONS, 1).rows);
    }

    @Test
    void threadThatStopsAnswersWhatIsUnderWayAndRefusesTheRest() {
        GatewayLoop loop = new GatewayLoop("cairn-gateway-stopped", cluster.serving(),
            () -> new ClientContext().cluster(cluster).transport(Transport.IPC));
        while (!loop.connected()) {
            Thread.onSpinWait();
        }
        awaitKnown(loop);
        CountDownLatch held = hold(loop);
        Answer underWay = new Answer();
        underWay.lookup.begin(TABLE, OPTIONS);
        underWay.lookup.add(2);
        loop.submit(underWay.lookup);
        Thread closer = new Thread(loop::close, "cairn-test-closer");
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        held.countDown();
        assertEquals(List.of("2.0 2.0 2.0 2.0"), underWay.await().rows);
        loop.ended().orTimeout(20, TimeUnit.SECONDS).join();
        Answer late = new Answer();
        late.lookup.begin(TABLE, OPTIONS);
        loop.submit(late.lookup);
        assertEquals(LookupError.STOPPING, late.done().failure.orElseThrow().error());
    }

    private static void awaitKnown(GatewayLoop loop) {
        Answer answer;
        do {
            answer = new Answer();
            answer.lookup.begin(TABLE, OPTIONS);
            loop.submit(answer.lookup);
        } while (answer.done().failure.isPresent());
    }

    /** Keeps a thread of a gateway from doing anything, until the latch is counted down. */
    private static CountDownLatch hold(GatewayLoop loop) {
        CountDownLatch latch = new CountDownLatch(1);
        CompletableFuture<Void> holds = new CompletableFuture<>();
        loop.eventLoop().execute(() -> {
            holds.complete(null);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        holds.join();
        return latch;
    }

    @Test
    void shortEncodingsKeepSmallWholeNumbers() {
        for (RowEncoding encoding : RowEncoding.values()) {
            Answer answer = lookup(OPTIONS.with(encoding), 3);
            assertEquals(encoding.rowBytes(NodeKit.DIMENSION), answer.bytes.get(0).length, encoding.label());
        }
        assertArrayEquals(new byte[] {0x00, 0x42, 0x00, 0x42, 0x00, 0x42, 0x00, 0x42},
            lookup(OPTIONS.with(RowEncoding.FLOAT16), 3).bytes.get(0));
        assertArrayEquals(new byte[] {0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40},
            lookup(OPTIONS.with(RowEncoding.BFLOAT16), 3).bytes.get(0));
    }

    @Test
    void nearCacheAnswersWithRowsReadBeforeAndCountsThem() {
        GatewayConfig door = new GatewayConfig("door", "127.0.0.1", 0, 0);
        ClusterConfig cached = cluster.withGateways(
            List.of(door), new ServingConfig(1, 100, KEYS_MAX, 1 << 20, 100, 1000, 5000, 3_600_000, 1 << 20));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Table table = trainer.createTable(NodeKit.sumTable("cached"));
        push(table, 1, 2);
        try (Gateway near = Gateway.launch(new GatewayContext(
            cached, door, Exposure.LOOPBACK, Optional.of(NodeKit.node(cluster)), Optional.empty()), registry)) {
            while (!near.ready()) {
                Thread.onSpinWait();
            }
            assertEquals(List.of("1.0 1.0 1.0 1.0"), lookup(near, "cached", OPTIONS, 1).await().rows);
            push(table, 1);
            assertEquals(List.of("1.0 1.0 1.0 1.0"), lookup(near, "cached", OPTIONS, 1).await().rows);
            assertEquals(List.of("2.0 2.0 2.0 2.0", "2.0 2.0 2.0 2.0"),
                lookup(near, "cached", OPTIONS, 1, 2).await().rows, "one of them was not there");
            assertEquals(1, registry.get("cairn.serving.cache.hits").tag("protocol", "http").functionCounter().count());
            assertEquals(3, registry.get("cairn.serving.requests").tag("protocol", "http").functionCounter().count());
        }
    }

    @Test
    void gatewayThatOthersCouldReachDoesNotStartUnlessToldTo() {
        GatewayConfig open = new GatewayConfig("door", "0.0.0.0", 0, 0);

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
            () -> new GatewayContext(cluster, open, Exposure.LOOPBACK, Optional.empty(), Optional.empty()));
        assertTrue(refused.getMessage().contains("--insecure"), refused.getMessage());
        assertFalse(new GatewayContext(cluster, open, Exposure.INSECURE, Optional.empty(), Optional.empty())
            .gateway().onLoopback());
    }

    private static Gateway gateway() {
        return node.gateway().orElseThrow();
    }

    private static LookupFailure failure(String table, long... keys) {
        return lookup(table, OPTIONS, keys).done().failure.orElseThrow();
    }

    private static Answer lookup(LookupOptions options, long... keys) {
        return lookup(TABLE, options, keys).await();
    }

    private static Answer lookup(String table, LookupOptions options, long... keys) {
        return lookup(gateway(), table, options, keys);
    }

    private static Answer lookup(Gateway gateway, String table, LookupOptions options, long... keys) {
        Answer answer = new Answer();
        answer.lookup.begin(table, options);
        for (long key : keys) {
            answer.lookup.add(key);
        }
        gateway.lookups().submit(answer.lookup);
        return answer;
    }

    /** What a lookup was answered. */
    private static final class Answer implements LookupListener {

        private final Lookup lookup = new Lookup(Protocol.HTTP, this);
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final List<String> rows = new ArrayList<>();
        private final List<byte[]> bytes = new ArrayList<>();
        private Optional<LookupFailure> failure = Optional.empty();
        private long position;
        private long ageMs;

        @Override
        public void onRows(LookupReply reply) {
            position = reply.position();
            ageMs = reply.ageMs();
            for (int row = 0; row < reply.rowCount(); row++) {
                StringBuilder text = new StringBuilder(reply.isPresent(row) ? "" : "absent");
                if (reply.isPresent(row)) {
                    ByteBuf out = Unpooled.buffer();
                    reply.write(row, out);
                    byte[] written = new byte[out.readableBytes()];
                    out.readBytes(written);
                    bytes.add(written);
                    for (int column = 0; column < reply.table().dimension(); column++) {
                        text.append(column == 0 ? "" : " ").append(reply.weight(row, column));
                    }
                }
                rows.add(text.toString());
            }
            done.complete(null);
        }

        @Override
        public void onFailure(LookupFailure reason) {
            failure = Optional.of(reason);
            done.complete(null);
        }

        Answer done() {
            done.orTimeout(20, TimeUnit.SECONDS).join();
            return this;
        }

        Answer await() {
            done();
            failure.ifPresent(reason -> {
                throw new AssertionError(reason.toString());
            });
            return this;
        }
    }
}
