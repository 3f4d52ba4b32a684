package io.cairn.ops.bench;

import io.cairn.client.ClientContext;
import io.cairn.client.ClusterSnapshots;
import io.cairn.client.ClusterSnapshots.GroupSnapshot;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.RunException;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A cluster of one shard, with a process for each replica, and in it a table with Adagrad of which each row was pushed
 * once with a gradient of ones, so that what a pull must answer is known. Nodes and data are gone once this is closed.
 */
final class FilledTable implements AutoCloseable {

    /** The table's name, and the cluster's. */
    static final String NAME = "bench";

    private static final OptimizerSpec.Adagrad ADAGRAD = new OptimizerSpec.Adagrad(0.1, 0.1, 1e-10);
    private static final String GROUP = "shard-0";
    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofMinutes(10);
    private static final long SEED = 11;
    private static final int FILL_BATCH = 4096;
    private static final double TOLERANCE = 1e-5;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TemporaryCluster cluster;
    private final ClusterConfig config;
    private final Workload workload;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final EmbeddingClient client;
    private final Table table;

    private FilledTable(TemporaryCluster cluster, ClusterConfig config, Workload workload) {
        this.cluster = cluster;
        this.config = config;
        this.workload = workload;
        try {
            start();
            client = connect(config, workload);
        } catch (RuntimeException failure) {
            CloseHelper.quietCloseAll(nodes);
            throw failure;
        }
        table = client.createTable(new TableSpec(NAME, workload.dimension(), DType.FLOAT32,
            new InitializerSpec.Uniform(-1, 1), ADAGRAD, SEED, workload.rows()));
    }

    private void start() {
        config.nodes().forEach(node -> nodes.add(NodeProcess.launch(config, node.name())));
        nodes.forEach(NodeProcess::awaitReady);
    }

    /** Starts the nodes, connects, fills the table with the rows of {@link KeyBatches}. */
    static FilledTable open(Workload workload, ProgressDisplay display) {
        TemporaryCluster cluster = new TemporaryCluster(NAME, 1, workload.replicas());
        return open(cluster, cluster.config(), workload, KeyBatches::key, display);
    }

    /** Starts a node with a gateway, connects, fills the table with rows 0, 1, 2, …. */
    static FilledTable withGateway(Workload workload, ProgressDisplay display) {
        TemporaryCluster cluster = new TemporaryCluster(NAME, 1);
        GatewayConfig gateway = new GatewayConfig(
            TemporaryCluster.NODE, "127.0.0.1", RedisServer.freePort(), RedisServer.freePort());
        ClusterConfig config = cluster.config().withGateways(List.of(gateway), ServingConfig.defaults());
        return open(cluster, config, workload, number -> number, display);
    }

    private static FilledTable open(
        TemporaryCluster cluster, ClusterConfig config, Workload workload, LongUnaryOperator keys,
        ProgressDisplay display) {
        FilledTable filled = null;
        try {
            filled = new FilledTable(cluster, config, workload);
            filled.fill(workload.rows(), keys, display);
            return filled;
        } catch (RuntimeException failure) {
            CloseHelper.quietCloseAll(filled, cluster);
            throw failure;
        }
    }

    private void fill(long rows, LongUnaryOperator key, ProgressDisplay display) {
        long[] keys = new long[FILL_BATCH];
        UnsafeBuffer ones = gradients(FILL_BATCH);
        try (Progress progress = display.begin("cairn, loading", "rows", rows)) {
            for (long first = 0; first < rows; first += FILL_BATCH) {
                OrderlyEnd.check();
                int count = (int) Math.min(FILL_BATCH, rows - first);
                for (int i = 0; i < count; i++) {
                    keys[i] = key.applyAsLong(first + i);
                }
                client.push(table, keys, count, ones);
                progress.show(first + count, "");
            }
            client.flush();
        }
    }

    EmbeddingClient client() {
        return client;
    }

    /** A client like that one; closed by the caller. */
    EmbeddingClient newClient() {
        return connect(config, workload);
    }

    private static EmbeddingClient connect(ClusterConfig config, Workload workload) {
        return EmbeddingClient.connect(new ClientContext()
            .cluster(config)
            .transport(workload.transport() == Workload.Transport.IPC ? Transport.IPC : Transport.UDP)
            .inFlightMax(workload.inFlight()));
    }

    Table table() {
        return table;
    }

    /** Gradients of ones for a batch. */
    UnsafeBuffer gradients(int batch) {
        UnsafeBuffer ones = buffer(batch);
        for (int i = 0; i < ones.capacity(); i += Float.BYTES) {
            ones.putFloat(i, 1, ByteOrder.LITTLE_ENDIAN);
        }
        return ones;
    }

    /** Room for the rows of a batch. */
    UnsafeBuffer buffer(int batch) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(batch * table.rowBytes()));
    }

    /** Requires that rows are those of their keys after the fill, every weight of them. */
    void check(long[] keys, DirectBuffer rows) {
        RowInitializer initializer = new RowInitializer(table.spec());
        float[] initial = new float[table.dimension()];
        double step = ADAGRAD.learningRate() / (Math.sqrt(ADAGRAD.initialAccumulator() + 1) + ADAGRAD.epsilon());
        int offset = 0;
        for (long key : keys) {
            initializer.initialize(key, initial, 0);
            for (float weight : initial) {
                double pulled = rows.getFloat(offset, ByteOrder.LITTLE_ENDIAN);
                if (!(Math.abs(pulled - (weight - step)) <= TOLERANCE)) {
                    throw new RunException("a pull answered weight " + pulled + " of key " + key + ", expected was "
                        + (weight - step) + ": nothing was measured");
                }
                offset += Float.BYTES;
            }
        }
    }

    /** Settings of the cluster. */
    ClusterConfig config() {
        return config;
    }

    /** Where the gateway answers clients of Redis. */
    int respPort() {
        return config.gateways().get(0).respPort();
    }

    /** Where the gateway answers HTTP and gRPC. */
    int httpPort() {
        return config.gateways().get(0).httpPort();
    }

    /** Has a snapshot taken of each group, and tells of the shard's. */
    GroupSnapshot takeSnapshot() {
        try (ClusterSnapshots snapshots = new ClusterSnapshots(config, Optional.empty())) {
            return snapshots.take(SNAPSHOT_TIMEOUT, groups -> { }).stream()
                .filter(taken -> taken.group().equals(GROUP))
                .findFirst()
                .orElseThrow();
        }
    }

    /** File of a snapshot of the shard. */
    Path snapshotFile(long position) {
        return config.node(TemporaryCluster.NODE).dataDirectory()
            .resolve(Path.of(GROUP, "snapshots", position + ".snapshot"));
    }

    /** Ends the nodes and starts them again. Returns the seconds until all doors were open; the client is lost. */
    double restart() {
        client.close();
        CloseHelper.closeAll(nodes);
        nodes.clear();
        long startNs = System.nanoTime();
        start();
        return (System.nanoTime() - startNs) / NS_PER_SECOND;
    }

    /** Client and channel parameters, as shown in reports. */
    String settings() {
        return String.format("1 shard, %d replicas, Adagrad, %s, %d bytes mtu, %d in flight",
            workload.replicas(), workload.transport(), config.channels().mtuBytes(), workload.inFlight());
    }

    @Override
    public void close() {
        List<AutoCloseable> inOrder = new ArrayList<>(List.of(client));
        inOrder.addAll(nodes);
        inOrder.add(cluster);
        CloseHelper.closeAll(inOrder);
    }
}
