package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.rpc.v1.EmbeddingsGrpc;
import io.cairn.rpc.v1.Encoding;
import io.cairn.rpc.v1.KeyList;
import io.cairn.rpc.v1.LookupRequest;
import io.cairn.rpc.v1.MissingKeys;
import io.cairn.rpc.v1.Pooling;
import io.cairn.rpc.v1.Rows;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client of gRPC is answered that knows no more of Cairn than its .proto. */
@Timeout(60)
class GatewayGrpcTest {

    private static final int KEYS_MAX = 2000;
    private static final int BODY_BYTES_MAX = 400_000;
    private static final int ROW_BYTES = NodeKit.DIMENSION * Float.BYTES;
    private static final int MANY = 20_000;

    @TempDir
    private static Path folder;
    private static CairnNode node;
    private static EmbeddingClient trainer;
    private static ManagedChannel channel;
    private static EmbeddingsGrpc.EmbeddingsBlockingStub embeddings;

    @BeforeAll
    static void rowsZeroToNineAndManyMoreArePushed() {
        ClusterConfig cluster = NodeKit.cluster(folder, 2).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(1, 100, KEYS_MAX, BODY_BYTES_MAX, 100, 1000, 5000, 0, 1 << 20));
        node = NodeKit.start(cluster);
        trainer = EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
        push(trainer.createTable(NodeKit.sumTable("items")), MANY);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.gateway().orElseThrow().httpPort())
            .usePlaintext().build();
        embeddings = EmbeddingsGrpc.newBlockingStub(channel);
        awaitTable(request(1).build());
    }

    /** Row k becomes 1.1 k in each column. */
    private static void push(Table table, int count) {
        long[] keys = LongStream.range(0, count).toArray();
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocate(count * table.rowBytes()));
        for (int i = 0; i < count * table.dimension(); i++) {
            gradients.putFloat(i * Float.BYTES, -1.1f * keys[i / table.dimension()], ByteOrder.LITTLE_ENDIAN);
        }
        trainer.push(table, keys, count, gradients);
        trainer.flush();
    }

    /** A table or alias made a moment ago may be unknown for a while. */
    private static Rows awaitTable(LookupRequest request) {
        while (true) {
            try {
                return embeddings.lookup(request);
            } catch (StatusRuntimeException e) {
                assertEquals(Status.Code.NOT_FOUND, e.getStatus().getCode(), e.toString());
            }
        }
    }

    @AfterAll
    static void close() {
        channel.shutdownNow();
        trainer.close();
        node.close();
    }

    private static LookupRequest.Builder request(long... keys) {
        LookupRequest.Builder request = LookupRequest.newBuilder().setTable("items");
        LongStream.of(keys).forEach(request::addKeys);
        return request;
    }

    private static ByteBuffer bytes(Rows rows) {
        return rows.getRows().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertRow(float weight, Rows rows, int row) {
        for (int column = 0; column < NodeKit.DIMENSION; column++) {
            assertEquals(weight, bytes(rows).getFloat(row * ROW_BYTES + column * Float.BYTES), "row " + row);
        }
    }

    @Test
    void rowsTellTheTableThatAnAliasStoodFor() {
        trainer.setAlias("items@live", "items");

        Rows rows = awaitTable(request(2).setTable("items@live").build());

        assertEquals("items", rows.getTable());
        assertRow(2.2f, rows, 0);
    }

    @Test
    void rowsAreTheVeryBytesThatTheTrainerReads() {
        long[] keys = {7, 3, 3, 0};
        UnsafeBuffer expected = new UnsafeBuffer(new byte[keys.length * ROW_BYTES]);
        trainer.pull(trainer.table("items"), keys, keys.length, expected);

        Rows rows = embeddings.lookup(request(keys).build());

        assertEquals(ByteString.copyFrom(expected.byteArray()), rows.getRows());
        assertEquals(keys.length, rows.getRowCount());
        assertEquals(NodeKit.DIMENSION, rows.getDimension());
        assertEquals(ROW_BYTES, rows.getRowBytes());
        assertEquals(ByteString.copyFrom(new byte[] {0b1111}), rows.getPresence());
        assertTrue(rows.getPosition() > 0, rows.toString());
        assertTrue(rows.getAgeMs() >= 0, rows.toString());
    }

    @Test
    void keyWithoutARowIsAbsentZerosOrItsInitialWeights() {
        Rows absent = embeddings.lookup(request(2, -1).build());
        assertEquals(ByteString.copyFrom(new byte[] {0b01}), absent.getPresence());
        assertRow(0, absent, 1);

        for (MissingKeys missing : List.of(MissingKeys.MISSING_KEYS_ZEROS, MissingKeys.MISSING_KEYS_INITIAL)) {
            Rows shown = embeddings.lookup(request(2, -1).setMissing(missing).build());
            assertEquals(ByteString.copyFrom(new byte[] {0b11}), shown.getPresence(), missing.toString());
            assertRow(2.2f, shown, 0);
            assertRow(0, shown, 1);
        }
    }

    @Test
    void weightsAreEncodedAsAskedFor() {
        Rows half = embeddings.lookup(request(2).setEncoding(Encoding.ENCODING_FLOAT16).build());
        assertEquals(2 * NodeKit.DIMENSION, half.getRowBytes());
        assertEquals(0x4066, bytes(half).getShort(), "2.2 as binary16");

        Rows brain = embeddings.lookup(request(2).setEncoding(Encoding.ENCODING_BFLOAT16).build());
        assertEquals(0x400d, bytes(brain).getShort(), "2.2 as bfloat16");

        Rows small = embeddings.lookup(request(2).setEncoding(Encoding.ENCODING_INT8).build());
        assertEquals(Encoding.ENCODING_INT8, small.getEncoding());
        assertEquals(Float.BYTES + NodeKit.DIMENSION, small.getRowBytes());
        assertEquals(2.2f, bytes(small).getFloat() * bytes(small).get(Float.BYTES), 2.2f / 249);
    }

    private static KeyList list(long... keys) {
        return KeyList.newBuilder().addAllKeys(LongStream.of(keys).boxed().toList()).build();
    }

    @Test
    void listsAreSummedOrAveraged() {
        LookupRequest.Builder request = request().addLists(list(1, 2, 3)).addLists(list()).addLists(list(4, -1));

        Rows sums = embeddings.lookup(request.setPooling(Pooling.POOLING_SUM).build());
        assertEquals(ByteString.copyFrom(new byte[] {0b101}), sums.getPresence());
        assertEquals(6.6f, bytes(sums).getFloat(0), 1e-5f);
        assertRow(4.4f, sums, 2);

        Rows means = embeddings.lookup(request.setPooling(Pooling.POOLING_MEAN).build());
        assertEquals(2.2f, bytes(means).getFloat(0), 1e-5f);
        assertRow(4.4f, means, 2);
    }

    @Test
    void streamHasAllRowsInOrderInPartsUnderTheLimit() {
        LookupRequest.Builder request = request(LongStream.range(0, MANY).map(i -> MANY - 1 - i).toArray());

        int next = 0;
        int parts = 0;
        for (Iterator<Rows> stream = embeddings.lookupStream(request.build()); stream.hasNext(); parts++) {
            Rows part = stream.next();
            assertEquals(next, part.getFirstRow());
            assertTrue(part.getRowCount() <= 1024, "rows of a part: " + part.getRowCount());
            assertTrue(part.getPosition() > 0);
            for (int row = 0; row < part.getRowCount(); row++) {
                assertRow(1.1f * (MANY - 1 - next - row), part, row);
            }
            next += part.getRowCount();
        }
        assertEquals(MANY, next);
        assertTrue(parts >= MANY / 1024, "parts: " + parts);
    }

    @Test
    void streamOfListsHasWholeListsInEachPart() {
        LookupRequest.Builder request = request().setPooling(Pooling.POOLING_SUM);
        int[] sizes = {1000, 500, 500, 600, 2000, 1, 0, 3};
        for (int size : sizes) {
            request.addLists(list(LongStream.range(0, size).map(i -> 1).toArray()));
        }
        List<Float> sums = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        embeddings.lookupStream(request.build()).forEachRemaining(part -> {
            counts.add(part.getRowCount());
            for (int row = 0; row < part.getRowCount(); row++) {
                sums.add(bytes(part).getFloat(row * ROW_BYTES));
            }
        });

        assertEquals(List.of(1, 2, 1, 1, 3), counts);
        for (int i = 0; i < sizes.length; i++) {
            assertEquals(1.1f * sizes[i], sums.get(i), 0.1f, "list " + i);
        }
    }

    @Test
    void streamOfNoKeysIsOneEmptyPart() {
        Iterator<Rows> stream = embeddings.lookupStream(request().build());
        assertEquals(0, stream.next().getRowCount());
        assertFalse(stream.hasNext());
    }

    @Test
    void readerThatGoesAwayEndsTheStreamAndHarmsNobody() {
        var cancelled = io.grpc.Context.current().withCancellation();
        cancelled.run(() -> assertTrue(embeddings.lookupStream(
            request(LongStream.range(0, MANY).toArray()).build()).hasNext()));
        cancelled.cancel(null);

        assertRow(2.2f, embeddings.lookup(request(2).build()), 0);
    }

    private static void assertFails(Status.Code code, String name, boolean retryable, LookupRequest request) {
        for (boolean streamed : new boolean[] {false, true}) {
            StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> {
                if (streamed) {
                    embeddings.lookupStream(request).hasNext();
                } else {
                    embeddings.lookup(request);
                }
            });
            assertFailure(code, name, retryable, failure);
        }
    }

    private static void assertFailure(
        Status.Code code, String name, boolean retryable, StatusRuntimeException failure) {
        assertEquals(code, failure.getStatus().getCode(), failure.toString());
        assertTrue(failure.getStatus().getDescription().startsWith(name + ": "), failure.toString());
        assertEquals(name, trailer("cairn-error", failure));
        assertEquals(String.valueOf(retryable), trailer("cairn-retryable", failure));
    }

    private static String trailer(String name, StatusRuntimeException failure) {
        return failure.getTrailers().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void whatIsWrongIsSaidByNameInTheDescriptionAndATrailer() {
        assertFails(Status.Code.NOT_FOUND, "UNKNOWN_TABLE", false, request(1).setTable("none").build());
        assertFails(Status.Code.INVALID_ARGUMENT, "MALFORMED", false,
            request(1).setPooling(Pooling.POOLING_SUM).build());
        assertFails(Status.Code.INVALID_ARGUMENT, "MALFORMED", false, request().addLists(list(1)).build());
        assertFails(Status.Code.INVALID_ARGUMENT, "MALFORMED", false, request(1).setEncodingValue(99).build());
        assertFails(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_KEYS", false, request()
            .setPooling(Pooling.POOLING_SUM).addLists(list(new long[KEYS_MAX + 1])).build());
        assertFails(Status.Code.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", false,
            request(new long[BODY_BYTES_MAX / Long.BYTES]).build());
    }

    @Test
    void oneAnswerHasNoMoreKeysThanTheGatewayAllows() {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class,
            () -> embeddings.lookup(request(new long[KEYS_MAX + 1]).build()));
        assertFailure(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_KEYS", false, failure);
    }

    @Test
    void deadlineIsKept() {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class,
            () -> embeddings.withDeadlineAfter(1, TimeUnit.NANOSECONDS).lookup(request(1).build()));
        assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.getStatus().getCode(), failure.toString());
        assertRow(2.2f, embeddings.withDeadlineAfter(30, TimeUnit.SECONDS).lookup(request(2).build()), 0);
    }

    @Test
    void rowsThatAreTooOldAreRefused() {
        assertRow(2.2f, embeddings.lookup(request(2).setOldestAgeMs(3_600_000).build()), 0);
        assertRow(2.2f, embeddings.lookup(request(2).setOldestAgeMs(-1).build()), 0);
        while (embeddings.lookup(request(2).build()).getAgeMs() == 0) {
            Thread.onSpinWait();
        }
        assertFails(Status.Code.UNAVAILABLE, "TOO_OLD", true, request(2).setOldestAgeMs(0).build());
    }

    @Test
    void exampleOfTheDocumentationRuns() throws Exception {
        assertEquals(1.1f, GrpcExample.firstWeight(node.gateway().orElseThrow().httpPort()));

        Path root = Path.of(System.getProperty("cairn.root"));
        String source = Files.readString(
            root.resolve("ps-server/src/test/java/io/cairn/server/node/GrpcExample.java"));
        String example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("        // end"))
            .indent(-4).replace("\"127.0.0.1\", port", "\"127.0.0.1\", 20081");
        assertTrue(Files.readString(root.resolve("docs/serving.md")).contains(example), example);
    }

    @Test
    void healthIsServing() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
        for (String service : List.of("", EmbeddingsGrpc.SERVICE_NAME)) {
            HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
            while (health.check(request).getStatus() != ServingStatus.SERVING) {
                Thread.onSpinWait();
            }
            assertEquals(ServingStatus.SERVING, health.watch(request).next().getStatus());
        }
    }

    @Test
    void reflectionListsTheServiceAndShowsItsFile() throws Exception {
        ServerReflectionResponse list = reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertTrue(list.getListServicesResponse().getServiceList().stream().map(ServiceResponse::getName).toList()
            .contains("cairn.v1.Embeddings"), list.toString());

        ServerReflectionResponse file = reflect(ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("cairn.v1.Embeddings").build());
        assertTrue(file.getFileDescriptorResponse().getFileDescriptorProtoCount() > 0, file.toString());
    }

    private static ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asks = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(
            new StreamObserver<>() {
                @Override
                public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                }

                @Override
                public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                }

                @Override
                public void onCompleted() {
                    answer.completeExceptionally(new IllegalStateException("no answer"));
                }
            });
        asks.onNext(request);
        ServerReflectionResponse response = answer.get(30, TimeUnit.SECONDS);
        asks.onCompleted();
        return response;
    }
}
