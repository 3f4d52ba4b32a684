package io.cairn.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * One process of the cluster.
 *
 * @param name           1 to 32 characters: letters, digits, {@code _} or {@code -}.
 * @param host           name or address at which others reach the node.
 * @param basePort       first of the node's UDP ports. The directory's replica uses the first ten, shard k's replica
 *                       the ten from {@code basePort + 10 * (k + 1)}.
 * @param httpPort       TCP port of health and metrics, 0 for any free one.
 * @param dataDirectory  where log, archive and mark file live; one node each.
 * @param aeronDirectory where the media driver keeps its buffers; memory-backed for speed. Clients on the same machine
 *                       that talk by IPC open this directory.
 */
public record NodeConfig(
    String name, String host, int basePort, int httpPort, Path dataDirectory, Path aeronDirectory) {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");
    private static final int PORTS_PER_REPLICA = 10;
    private static final int PORT_MAX = 65_535;

    /** Checks name and ports. */
    public NodeConfig {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                "nodes.name must be 1 to 32 letters, digits, '_' or '-', got '" + name + "'");
        }
        if (basePort < 1024 || basePort > basePortMax(0)) {
            throw new IllegalArgumentException("nodes.basePort of " + name + " must be 1024 to " + basePortMax(0)
                + ", got " + basePort);
        }
        if (httpPort < 0 || httpPort > PORT_MAX) {
            throw new IllegalArgumentException("nodes.httpPort of " + name + " must be 0 to " + PORT_MAX + ", got "
                + httpPort);
        }
    }

    /** Whether only processes of the same machine reach the node, as far as its host's name says. */
    boolean onLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** The highest first port that leaves room for the directory and a number of shards. */
    static int basePortMax(int shardCount) {
        return PORT_MAX + 1 - PORTS_PER_REPLICA * (shardCount + 1);
    }

    /**
     * A port of one of the node's replicas.
     *
     * @param shardId id of the shard, {@link ShardConfig#DIRECTORY_ID} for the directory.
     * @param role    what the port is for.
     * @return a UDP port.
     */
    public int port(int shardId, PortRole role) {
        return basePort + PORTS_PER_REPLICA * (shardId - ShardConfig.DIRECTORY_ID) + role.offset();
    }

    /**
     * Host and port of one of the node's replicas.
     *
     * @param shardId id of the shard, {@link ShardConfig#DIRECTORY_ID} for the directory.
     * @param role    what the port is for.
     * @return {@code host:port}.
     */
    public String endpoint(int shardId, PortRole role) {
        return host + ":" + port(shardId, role);
    }
}
