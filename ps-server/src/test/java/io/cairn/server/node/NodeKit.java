package io.cairn.server.node;

import io.cairn.config.AccessConfig;
import io.cairn.config.ChannelConfig;
import io.cairn.config.CheckpointConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.config.SnapshotConfig;
import io.cairn.config.Timeouts;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Clusters of one node or several for tests, with everything below one folder. */
final class NodeKit {

    static final String NODE = "node-0";
    static final int DIMENSION = 4;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_PORT = 24_000;
    private static final int LAST_PORT = 32_000;
    private static final int BLOCK = 50;
    private static final ChannelConfig CHANNELS = new ChannelConfig(1 << 20, 1 << 20, 65_504, 1 << 19, 1 << 19);
    private static final Limits LIMITS = new Limits(1 << 20, 16, 100, 10_000);
    private static final SnapshotConfig NO_SNAPSHOTS = new SnapshotConfig(0, 0, 0);

    private static final Queue<CairnNode> STARTED = new ConcurrentLinkedQueue<>();

    private NodeKit() {
    }

    static ClusterConfig cluster(Path folder, int shards) {
        return cluster(folder, shards, freePorts(1));
    }

    static ClusterConfig cluster(Path folder, int shards, int basePort) {
        return cluster(folder, shards, basePort, LIMITS);
    }

    static ClusterConfig cluster(Path folder, int shards, Limits limits) {
        return cluster(folder, shards, freePorts(1), limits);
    }

    private static ClusterConfig cluster(Path folder, int shards, int basePort, Limits limits) {
        NodeConfig node = new NodeConfig(
            NODE, "127.0.0.1", basePort, 0, folder.resolve("data"), folder.resolve("aeron"));
        List<ShardConfig> groups = IntStream.range(0, shards)
            .mapToObj(id -> new ShardConfig(id, List.of(NODE)))
            .toList();
        ShardConfig directory = new ShardConfig(ShardConfig.DIRECTORY_ID, List.of(NODE));
        return new ClusterConfig("test", 16, List.of(node), directory, groups, CHANNELS, limits,
            Timeouts.oneMachine(), NO_SNAPSHOTS, checkpoints(folder), AccessConfig.local());
    }

    /** Nodes {@code node-0}, {@code node-1}, …, each with a replica of every shard and of the directory. */
    static ClusterConfig replicated(Path folder, int shards, int replicas) {
        int basePort = freePorts(replicas);
        List<NodeConfig> nodes = IntStream.range(0, replicas)
            .mapToObj(place -> new NodeConfig("node-" + place, "127.0.0.1", basePort + place * BLOCK, 0,
                folder.resolve("data-" + place), folder.resolve("aeron-" + place)))
            .toList();
        List<String> names = nodes.stream().map(NodeConfig::name).toList();
        List<ShardConfig> groups = IntStream.range(0, shards).mapToObj(id -> new ShardConfig(id, names)).toList();
        return new ClusterConfig("test", 16, nodes, new ShardConfig(ShardConfig.DIRECTORY_ID, names), groups,
            CHANNELS, LIMITS, Timeouts.oneMachine(), NO_SNAPSHOTS, checkpoints(folder), AccessConfig.local());
    }

    private static CheckpointConfig checkpoints(Path folder) {
        return new CheckpointConfig(folder.resolve("checkpoints"));
    }

    static NodeConfig node(ClusterConfig cluster) {
        return cluster.node(NODE);
    }

    static CairnNode start(ClusterConfig cluster) {
        CairnNode node = launch(cluster);
        try {
            node.awaitReady(START_TIMEOUT);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
        return node;
    }

    /** Starts a node that may not be ready yet. */
    static CairnNode launch(ClusterConfig cluster) {
        CairnNode node = CairnNode.launch(cluster, NODE);
        STARTED.add(node);
        return node;
    }

    /** The nodes started since this was asked last. */
    static List<CairnNode> takeStarted() {
        List<CairnNode> nodes = new ArrayList<>();
        while (!STARTED.isEmpty()) {
            nodes.add(STARTED.remove());
        }
        return nodes;
    }

    /** Plain SGD with rate 1 on rows of four zeros, so that weights are minus the sum of gradients. */
    static TableSpec sumTable(String name) {
        return new TableSpec(name, DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(1, 0), 7, 1000);
    }

    /** A block of ports nobody uses now, so that test runs beside each other do not meet. */
    private static int freePorts(int nodes) {
        int size = nodes * BLOCK;
        int blocks = (LAST_PORT - FIRST_PORT) / size;
        long start = ProcessHandle.current().pid();
        for (int i = 0; i < blocks; i++) {
            int port = FIRST_PORT + (int) ((start + i) % blocks) * size;
            if (IntStream.range(0, nodes).map(node -> port + node * BLOCK).allMatch(at -> free(at) && free(at + 10))) {
                return port;
            }
        }
        throw new IllegalStateException("no free block of ports");
    }

    private static boolean free(int port) {
        try (DatagramSocket socket = new DatagramSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
