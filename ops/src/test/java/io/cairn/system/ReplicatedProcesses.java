package io.cairn.system;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.PortBlock;
import io.cairn.ops.status.ClusterStatus;
import io.cairn.ops.status.ReplicaStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Nodes of a replicated cluster, a process each; member ids are places in the list of nodes. */
final class ReplicatedProcesses implements AutoCloseable {

    private static final int PORTS_PER_NODE = 50;

    private final Path file;
    private final ClusterConfig config;
    private final List<NodeProcess> nodes = new ArrayList<>();

    ReplicatedProcesses(Path folder, int shards, int replicas) {
        int port = PortBlock.free(replicas * PORTS_PER_NODE);
        List<String> names = IntStream.range(0, replicas).mapToObj(place -> "node-" + place).toList();
        StringBuilder yaml = new StringBuilder("name: " + folder.getFileName() + "\nnodes:\n");
        for (int place = 0; place < replicas; place++) {
            yaml.append("  - {name: %s, basePort: %d, httpPort: 0, dataDirectory: %s}%n".formatted(
                names.get(place), port + place * PORTS_PER_NODE, names.get(place)));
        }
        yaml.append("directory: {replicas: ").append(names).append("}\nshards:\n")
            .append(("  - replicas: " + names + "\n").repeat(shards));
        file = folder.resolve("cluster.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        config = ConfigReader.read(file);
        names.forEach(name -> nodes.add(launch(name)));
        nodes.forEach(NodeProcess::awaitReady);
    }

    private NodeProcess launch(String name, String... options) {
        return NodeProcess.launch(file, name, System.err::println, options);
    }

    ClusterConfig config() {
        return config;
    }

    /** Who leads a group, as the group says itself. */
    int leader(int shardId) {
        String group = shardId == ShardConfig.DIRECTORY_ID ? "directory" : "shard-" + shardId;
        return ClusterStatus.ask(config, Optional.empty(), Duration.ofSeconds(10)).replicas().stream()
            .filter(replica -> replica.group().equals(group) && replica.role() == ReplicaStatus.Role.LEADER)
            .mapToInt(ReplicaStatus::member)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no leader of " + group));
    }

    /** As a power cut of one machine. */
    void kill(int member) {
        nodes.get(member).kill();
    }

    void restart(int member) {
        start(member);
    }

    /** A killed member comes back on a new disk. */
    void recover(int member) {
        IoUtil.delete(config.nodes().get(member).dataDirectory().toFile(), false);
        start(member, "--recover");
    }

    private void start(int member, String... options) {
        NodeProcess node = launch(config.nodes().get(member).name(), options);
        nodes.set(member, node);
        node.awaitReady();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(nodes);
        for (NodeConfig node : config.nodes()) {
            IoUtil.delete(node.aeronDirectory().toFile(), true);
        }
    }
}
