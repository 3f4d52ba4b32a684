package io.cairn.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a cluster's settings are where {@code cluster.yaml} says nothing; some follow from what it does say. */
final class ConfigDefaults {

    static final String CLUSTER_NAME = "cairn";

    private static final int BASE_PORT = 20_100;
    private static final int HTTP_PORT = 20_080;
    private static final int GATEWAY_HTTP_PORT = 20_081;
    private static final int GATEWAY_RESP_PORT = 20_379;
    private static final int PORTS_PER_NODE = 1000;
    private static final int DIRECTORY_REPLICAS_MAX = 3;

    private ConfigDefaults() {
    }

    /** A node by its place in the list, on this machine. */
    static NodeConfig node(String clusterName, String nodeName, int place) {
        String memoryName = String.join("-", "cairn", System.getProperty("user.name"), clusterName, nodeName);
        return new NodeConfig(nodeName, "127.0.0.1", BASE_PORT + PORTS_PER_NODE * place,
            HTTP_PORT + PORTS_PER_NODE * place, Path.of("data", clusterName, nodeName),
            memoryFolder().resolve(memoryName));
    }

    /** A gateway by its place in the list, beside the node of the same place. */
    static GatewayConfig gateway(List<String> nodes, int place) {
        String name = place < nodes.size() ? nodes.get(place) : "gateway-" + (place + 1);
        return new GatewayConfig(name, "127.0.0.1", GATEWAY_HTTP_PORT + PORTS_PER_NODE * place,
            GATEWAY_RESP_PORT + PORTS_PER_NODE * place);
    }

    /** Beside the nodes' data. */
    static CheckpointConfig checkpoints(String clusterName) {
        return new CheckpointConfig(Path.of("data", clusterName, "checkpoints"));
    }

    static String nodeName(int place) {
        return "node-" + (place + 1);
    }

    /** The directory lives on the first node, or on the first three. */
    static ShardConfig directory(List<String> nodes) {
        int replicas = nodes.size() < DIRECTORY_REPLICAS_MAX ? 1 : DIRECTORY_REPLICAS_MAX;
        return new ShardConfig(ShardConfig.DIRECTORY_ID, nodes.subList(0, replicas));
    }

    /** A shard by its place in the list, on one node. */
    static ShardConfig shard(List<String> nodes, int place) {
        return new ShardConfig(place, List.of(nodes.get(place % nodes.size())));
    }

    private static Path memoryFolder() {
        Path shared = Path.of("/dev/shm");
        return Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
