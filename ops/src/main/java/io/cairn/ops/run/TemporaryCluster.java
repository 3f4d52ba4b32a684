package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.IoUtil;

/** Settings of a cluster that lives as long as this object: free ports, and a folder that is removed at the end. */
public final class TemporaryCluster implements AutoCloseable {

    /** The one node of such a cluster. */
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
        folder = new TemporaryFolder(name);
        int port = PortBlock.free((shards + 1) * PORTS_PER_GROUP);
        String yaml = """
            name: %s
            nodes:
              - name: %s
                basePort: %d
                httpPort: 0
            shards:
            """.formatted(folder.path().getFileName(), NODE, port) + ("  - replicas: [" + NODE + "]\n").repeat(shards);
        config = ConfigReader.parse("settings of " + name, yaml, Map.of(), folder.path());
    }

    /**
     * The settings.
     *
     * @return one node on this machine.
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
        IoUtil.delete(config.node(NODE).aeronDirectory().toFile(), true);
        folder.close();
    }
}
