package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.rpc.v1.FlushRequest;
import io.cairn.rpc.v1.OpenTrainerRequest;
import io.cairn.rpc.v1.PullRequest;
import io.cairn.rpc.v1.PushRequest;
import io.cairn.rpc.v1.Rows;
import io.cairn.rpc.v1.TrainerState;
import io.cairn.rpc.v1.TrainingGrpc;
import io.cairn.server.gateway.Exposure;
import io.cairn.server.gateway.Gateway;
import io.cairn.server.gateway.GatewayContext;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.train.TrainerLoop;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer of gRPC can do: pull, push and flush, each push once. */
@Timeout(60)
class GatewayTrainingTest {

    private static final int KEYS_MAX = 20_000;
    private static final AtomicLong NEXT_KEY = new AtomicLong(1000);

    @TempDir
    private static Path folder;
    private static ClusterConfig cluster;
    private static CairnNode node;
    private static ManagedChannel channel;
    private static TrainingGrpc.TrainingBlockingStub training;

    @BeforeAll
    static void aTableIsMade() {
        cluster = NodeKit.cluster(folder, 2).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(1, 100, KEYS_MAX, 4 << 20, 100, 1000, 5000, 0, 1 << 20));
        node = NodeKit.start(cluster);
        try (EmbeddingClient client = EmbeddingClient.connect(
            new ClientContext().cluster(cluster).transport(Transport.IPC))) {
            client.createTable(NodeKit.sumTable("items"));
        }
        channel = channel(node.gateway().orElseThrow());
        training = TrainingGrpc.newBlockingStub(channel);
    }

    private static ManagedChannel channel(Gateway gateway) {
        return NettyChannelBuilder.forAddress("127.0.0.1", gateway.httpPort()).usePlaintext().build();
    }

    @AfterAll
    static void close() {
        channel.shutdownNow();
        node.close();
    }

    private static long open(long trainer) {
        return training.openTrainer(OpenTrainerRequest.newBuilder().setTrainerId(trainer).build()).getTrainerId();
    }

    /** Keys that no other test uses. */
    private static long[] freshKeys(int count) {
        long first = NEXT_KEY.getAndAdd(count);
        return LongStream.range(first, first + count).toArray();
    }

    /** Adds an amount to each weight of the rows. */
    private static PushRequest push(long trainer, long sequence, float amount, long... keys) {
        ByteBuffer gradients = ByteBuffer.allocate(keys.length * NodeKit.DIMENSION * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
        while (gradients.hasRemaining()) {
            gradients.putFloat(-amount);
        }
        PushRequest.Builder request = PushRequest.newBuilder().setTrainerId(trainer).setSequence(sequence)
            .setTable("items").setGradients(ByteString.copyFrom(gradients.flip()));
        LongStream.of(keys).forEach(request::addKeys);
        return request.build();
    }

    private static TrainerState flush(long trainer) {
        return training.flush(FlushRequest.newBuilder().setTrainerId(trainer).build());
    }

    private static float[] pull(TrainingGrpc.TrainingBlockingStub stub, long trainer, String table, long... keys) {
        PullRequest.Builder request = PullRequest.newBuilder().setTrainerId(trainer).setTable(table);
        LongStream.of(keys).forEach(request::addKeys);
        Rows rows = stub.pull(request.build());
        assertEquals(keys.length, rows.getRowCount());
        ByteBuffer bytes = rows.getRows().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] firsts = new float[keys.length];
        for (int i = 0; i < keys.length; i++) {
            firsts[i] = bytes.getFloat(i * rows.getRowBytes());
        }
        return firsts;
    }

    private static float pullOne(long trainer, long key) {
        return pullOne(trainer, "items", key);
    }

    private static float pullOne(long trainer, String table, long key) {
        return pull(training, trainer, table, key)[0];
    }

    @Test
    void trainerReadsWhatItHasPushedAndFlushed() {
        long trainer = open(0);
        long[] keys = freshKeys(100);
        assertEquals(0, pullOne(trainer, keys[0]), "initial weight");

        assertTrue(training.push(push(trainer, 1, 2, keys)).getAppliedSequence() <= 1);
        training.push(push(trainer, 2, 0.5f, keys[0]));
        assertEquals(2, flush(trainer).getAppliedSequence());

        assertEquals(2.5f, pullOne(trainer, keys[0]));
        assertEquals(2, pullOne(trainer, keys[99]));
    }

    @Test
    void pushSentAgainChangesNothing() {
        long trainer = open(0);
        long key = freshKeys(1)[0];
        for (int i = 0; i < 3; i++) {
            training.push(push(trainer, 1, 1, key));
        }
        flush(trainer);
        training.push(push(trainer, 1, 1, key));
        training.push(push(trainer, 2, 1, key));
        training.push(push(trainer, 1, 1, key));
        assertEquals(2, flush(trainer).getAppliedSequence());
        assertEquals(2, pullOne(trainer, key));
    }

    @Test
    void trainerGoesOnAtAnotherGatewayAndEachPushCountsOnce() {
        long trainer = open(0);
        long[] keys = freshKeys(10);
        for (int sequence = 1; sequence <= 5; sequence++) {
            training.push(push(trainer, sequence, 1, keys));
        }
        // Nothing is flushed: the first gateway may still have pushes under way while the second gets them again.
        try (Gateway gateway = otherGateway()) {
            ManagedChannel elsewhere = channel(gateway);
            TrainingGrpc.TrainingBlockingStub stub = TrainingGrpc.newBlockingStub(elsewhere);
            long applied = 0;
            while (applied < 10) {
                applied = goOn(stub, trainer, keys);
            }
            for (float weight : pull(stub, trainer, "items", keys)) {
                assertEquals(10, weight);
            }
            elsewhere.shutdownNow();
        }
    }

    private static Gateway otherGateway() {
        return Gateway.launch(
            new GatewayContext(cluster, new GatewayConfig("other", "127.0.0.1", 0, 0), Exposure.LOOPBACK,
                Optional.empty(), Optional.empty()), new SimpleMeterRegistry());
    }

    /** Pushes up to number 10, from the first that is not known to be applied on; 0 if it has to begin anew. */
    private static long goOn(TrainingGrpc.TrainingBlockingStub stub, long trainer, long... keys) {
        try {
            long applied = stub.openTrainer(OpenTrainerRequest.newBuilder().setTrainerId(trainer).build())
                .getAppliedSequence();
            for (long sequence = applied + 1; sequence <= 10; sequence++) {
                stub.push(push(trainer, sequence, 1, keys));
            }
            return stub.flush(FlushRequest.newBuilder().setTrainerId(trainer).build()).getAppliedSequence();
        } catch (StatusRuntimeException failure) {
            assertTrue(Set.of(Status.Code.UNAVAILABLE, Status.Code.FAILED_PRECONDITION)
                .contains(failure.getStatus().getCode()), failure.toString());
            return 0;
        }
    }

    @Test
    void gatewayThatClosesTellsItsWatchersAndIsNoMoreOpen() {
        Gateway gateway = otherGateway();
        ManagedChannel elsewhere = channel(gateway);
        Iterator<HealthCheckResponse> health = HealthGrpc.newBlockingStub(elsewhere)
            .watch(HealthCheckRequest.getDefaultInstance());
        while (health.next().getStatus() != ServingStatus.SERVING) {
            Thread.onSpinWait();
        }
        gateway.close();
        assertEquals(ServingStatus.NOT_SERVING, health.next().getStatus());
        assertFails(Status.Code.UNAVAILABLE, TrainingGrpc.newBlockingStub(elsewhere));
        elsewhere.shutdownNow();
    }

    private static void assertFails(Status.Code code, TrainingGrpc.TrainingBlockingStub stub) {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class,
            () -> stub.openTrainer(OpenTrainerRequest.getDefaultInstance()));
        assertEquals(code, failure.getStatus().getCode(), failure.toString());
    }

    @Test
    void eachTrainerHasAnIdOfItsOwnAndKeepsIt() {
        long first = open(0);
        assertNotEquals(first, open(0));
        assertEquals(first, open(first));
    }

    private static void assertFails(Status.Code code, String name, Runnable call) {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call::run);
        assertEquals(code, failure.getStatus().getCode(), failure.toString());
        assertTrue(failure.getStatus().getDescription().startsWith(name + ": "), failure.toString());
        assertEquals(name, failure.getTrailers().get(
            Metadata.Key.of("cairn-error", Metadata.ASCII_STRING_MARSHALLER)));
    }

    @Test
    void whatIsWrongWithAPushIsSaidBeforeItHasANumber() {
        long trainer = open(0);
        long[] keys = freshKeys(2);
        assertFails(Status.Code.INVALID_ARGUMENT, "DUPLICATE_KEY",
            () -> training.push(push(trainer, 1, 1, keys[0], keys[1], keys[0])));
        assertFails(Status.Code.INVALID_ARGUMENT, "NON_FINITE_GRADIENT",
            () -> training.push(push(trainer, 1, Float.NaN, keys)));
        assertFails(Status.Code.INVALID_ARGUMENT, "MALFORMED", () -> training.push(push(trainer, 0, 1, keys)));
        assertFails(Status.Code.FAILED_PRECONDITION, "WRONG_DIMENSION", () -> training.push(
            push(trainer, 1, 1, keys).toBuilder().setGradients(ByteString.copyFrom(new byte[24])).build()));
        assertFails(Status.Code.INVALID_ARGUMENT, "MALFORMED", () -> training.push(
            push(trainer, 1, 1, keys).toBuilder().setGradients(ByteString.copyFrom(new byte[12])).build()));
        assertFails(Status.Code.NOT_FOUND, "UNKNOWN_TABLE", () -> training.push(
            push(trainer, 1, 1, keys).toBuilder().setTable("none").build()));
        assertFails(Status.Code.ABORTED, "SEQUENCE_GAP", () -> training.push(push(trainer, 2, 1, keys)));
        assertFails(Status.Code.RESOURCE_EXHAUSTED, "BATCH_TOO_LARGE",
            () -> training.push(push(trainer, 1, 1, LongStream.range(0, KEYS_MAX).toArray())));
        assertFails(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_KEYS",
            () -> training.push(push(trainer, 1, 1, LongStream.range(0, KEYS_MAX + 1).toArray())));

        training.push(push(trainer, 1, 1, keys));
        assertEquals(1, flush(trainer).getAppliedSequence());
        assertEquals(1, pullOne(trainer, keys[1]));
    }

    @Test
    void openTrainerFollowsAnAliasThatIsSwitched() {
        String alias = "ranks@live";
        long trainer = open(0);
        long key = freshKeys(1)[0];
        try (EmbeddingClient operator = EmbeddingClient.connect(
            new ClientContext().cluster(cluster).transport(Transport.IPC))) {
            for (int version = 1; version <= 2; version++) {
                String table = "ranks_v" + version;
                operator.createTable(NodeKit.sumTable(table));
                operator.setAlias(alias, table);
                awaitAlias(trainer, alias, table);

                training.push(push(trainer, version, version, key).toBuilder().setTable(alias).build());
                flush(trainer);
                assertEquals(version, pullOne(trainer, table, key), table);
            }
            assertEquals(1, pullOne(trainer, "ranks_v1", key), "what the first table has when the alias has left it");
        }
    }

    /** The trainer sees the new table without being opened anew; it fails by the test's time limit if it never does. */
    private static void awaitAlias(long trainer, String alias, String table) {
        PullRequest request = PullRequest.newBuilder().setTrainerId(trainer).setTable(alias).addKeys(0).build();
        while (!training.pull(request).getTable().equals(table)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatGoesWrongWithOneTrainerEndsThatOneOnly() {
        try (TrainerLoop loop = new TrainerLoop(
            () -> new ClientContext().cluster(cluster).transport(Transport.IPC))) {
            long broken = await(loop.open(TrainerLoop.NEW_TRAINER, TrainerLoop.NO_TIMEOUT)).id();
            long sound = await(loop.open(TrainerLoop.NEW_TRAINER, TrainerLoop.NO_TIMEOUT)).id();

            // The client throws at a number that the protocol's own check lets nobody send
            assertEquals(LookupError.UNAVAILABLE, failure(loop.push(
                broken, 0, "items", new long[0], new UnsafeBuffer(new byte[0]), TrainerLoop.NO_TIMEOUT)).error());
            assertEquals("TRAINER_NOT_OPEN", failure(loop.flush(broken, TrainerLoop.NO_TIMEOUT)).name());

            assertEquals(sound, await(loop.flush(sound, TrainerLoop.NO_TIMEOUT)).id());
            assertFalse(loop.ended().isDone());
        }
    }

    private static <R> R await(CompletionStage<R> call) {
        return call.toCompletableFuture().join();
    }

    private static LookupFailure failure(CompletionStage<?> call) {
        Throwable cause = assertThrows(CompletionException.class, () -> await(call)).getCause();
        return ((LookupFailedException) cause).failure();
    }

    @Test
    void trainerThatNeverReachedTheClusterTakesNoPlaceFromOthers() {
        try (TrainerLoop loop = new TrainerLoop(() -> {
            throw new IllegalStateException("the cluster is away");
        })) {
            for (int i = 0; i < 40; i++) {
                LookupFailure failure = failure(
                    loop.open(TrainerLoop.NEW_TRAINER, TimeUnit.MILLISECONDS.toNanos(5)));
                assertEquals(LookupError.DEADLINE_EXCEEDED, failure.error(), failure.message());
            }
        }
    }

    @Test
    void pythonTrains() throws Exception {
        String python = "python3";
        assumeTrue(run(python, "-c", "import grpc, grpc_tools").isEmpty(),
            "there is no python3 with grpcio and grpcio-tools");
        Path root = Path.of(System.getProperty("cairn.root"), "ps-server", "src");

        String shown = run(python, root.resolve("test/resources/io/cairn/server/node/train.py").toString(),
            "127.0.0.1:" + node.gateway().orElseThrow().httpPort(), root.resolve("main/proto").toString());

        assertEquals("[2.0, 2.0, 2.0]", shown.strip());
    }

    /** What a command says, errors too; what went wrong if it cannot be started. */
    private static String run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void gatewayThatOthersReachLetsNobodyPushToAClusterOfThisMachine() {
        GatewayConfig open = new GatewayConfig("open", "0.0.0.0", 0, 0);
        try (Gateway gateway = Gateway.launch(
            new GatewayContext(cluster, open, Exposure.INSECURE, Optional.empty(), Optional.empty()),
            new SimpleMeterRegistry())) {
            ManagedChannel elsewhere = channel(gateway);
            assertFails(Status.Code.PERMISSION_DENIED, "PERMISSION_DENIED", () -> TrainingGrpc
                .newBlockingStub(elsewhere).openTrainer(OpenTrainerRequest.getDefaultInstance()));
            elsewhere.shutdownNow();
        }
    }

    @Test
    void trainerThatIsNotOpenIsToldSo() {
        assertFails(Status.Code.FAILED_PRECONDITION, "TRAINER_NOT_OPEN", () -> flush(77));
    }
}
