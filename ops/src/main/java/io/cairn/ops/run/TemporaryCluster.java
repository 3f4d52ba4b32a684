package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.agrona.IoUtil;

/** Settings of a cluster that lives as long as this object: free ports, and a folder that is removed at the end. */
public final class TemporaryCluster implements AutoCloseable {

    /** The first node of such a cluster. */
    public static final String NODE = "node-1";

    private static final int PORTS_PER_GROUP = 10;

    private final TemporaryFolder folder;
    private final ClusterConfig config;

    /**
     * Makes the folder and finds ports.
     *
     * @param name   name of the cluster, also in the names of its folders.
     * @param shards how many shards its one node has.
     */
    public TemporaryCluster(String name, int shards) {
        this(name, shards, 1);
    }

    /**
     * Makes the folder and finds ports.
     *
     * @param name     name of the cluster, also in the names of its folders.
     * @param shards   how many shards it has.
     * @param replicas how many nodes, each with a replica of every shard and of the directory: 1, 3 or 5.
     */
    public TemporaryCluster(String name, int shards, int replicas) {
        folder = new TemporaryFolder(name);
        int portsPerNode = (shards + 1) * PORTS_PER_GROUP;
        int port = PortBlock.free(replicas * portsPerNode);
        List<String> nodes = IntStream.rangeClosed(1, replicas).mapToObj(place -> "node-" + place).toList();
        StringBuilder yaml = new StringBuilder("name: " + folder.path().getFileName() + "\nnodes:\n");
        for (int place = 0; place < replicas; place++) {
            yaml.append("  - {name: %s, basePort: %d, httpPort: 0}%n".formatted(
                nodes.get(place), port + place * portsPerNode));
        }
        yaml.append("directory: {replicas: ").append(nodes).append("}\nshards:\n")
            .append(("  - replicas: " + nodes + "\n").repeat(shards));
        config = ConfigReader.parse("settings of " + name, yaml.toString(), Map.of(), folder.path());
    }

    /**
     * The settings.
     *
     * @return nodes on this machine.
     */
    public ClusterConfig config() {
        return config;
    }

    /**
     * Where the cluster's data lies.
     *
     * @return a folder that exists until this is closed.
     */
    public Path folder() {
        return folder.path();
    }

    /** Removes data and driver folders; nodes must have ended. */
    @Override
    public void close() {
        config.nodes().forEach(node -> IoUtil.delete(node.aeronDirectory().toFile(), true));
        folder.close();
    }
}
