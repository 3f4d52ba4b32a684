package io.cairn.config;

import io.cairn.slot.SlotHash;
import io.cairn.table.AliasName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole cluster, the same on every node and in every client.
 *
 * @param name      1 to 64 characters; nodes and clients of another name are refused.
 * @param slotCount hash partitions of the key space, a power of two from 16 to 65,536, fixed for the cluster's life.
 * @param nodes     the processes, names distinct.
 * @param directory the group that owns tables and slot map.
 * @param shards    the groups that own rows; the place in the list is the id.
 * @param channels  Aeron channel parameters.
 * @param limits    what is accepted.
 * @param timeouts  how long replicas wait for each other.
 * @param snapshots when groups take snapshots.
 * @param checkpoints where checkpoints are.
 * @param access    who is let in.
 * @param gateways  the doors of the serving tier, names distinct.
 * @param serving   what gateways take from their clients.
 */
public record ClusterConfig(
    String name,
    int slotCount,
    List<NodeConfig> nodes,
    ShardConfig directory,
    List<ShardConfig> shards,
    ChannelConfig channels,
    Limits limits,
    Timeouts timeouts,
    SnapshotConfig snapshots,
    CheckpointConfig checkpoints,
    AccessConfig access,
    List<GatewayConfig> gateways,
    ServingConfig serving) {

    private static final int SLOTS_MIN = 16;
    private static final int SLOTS_MAX = 65_536;
    /** Aeron's longest message is an eighth of a term. */
    private static final int MESSAGES_PER_TERM = 8;
    private static final int VIEW_HEAD_BYTES = 64;
    /** The definition of a table with the longest name, and its length. */
    static final int VIEW_TABLE_BYTES = 200;
    /** Table, length and characters of the longest alias. */
    private static final int VIEW_ALIAS_BYTES = 2 * Integer.BYTES + AliasName.LENGTH_MAX;
    private static final int VIEW_SHARD_BYTES = 8;
    private static final int VIEW_REPLICA_BYTES = 18;

    /** Checks the whole: slots, distinct names, room for all ports, replicas on known nodes, ids in order. */
    public ClusterConfig {
        nodes = List.copyOf(nodes);
        shards = List.copyOf(shards);
        gateways = List.copyOf(gateways);
        if (name.isBlank() || name.length() > 64) {
            throw new IllegalArgumentException("cluster name must have 1 to 64 characters, got '" + name + "'");
        }
        if (slotCount < SLOTS_MIN || slotCount > SLOTS_MAX || Integer.bitCount(slotCount) != 1) {
            throw new IllegalArgumentException("slotCount must be a power of two from " + SLOTS_MIN + " to " + SLOTS_MAX
                + ", got " + slotCount);
        }
        if (shards.isEmpty() || shards.size() > slotCount) {
            throw new IllegalArgumentException("shards must number 1 to the slots (" + slotCount + "), got "
                + shards.size());
        }
        List<String> names = nodes.stream().map(NodeConfig::name).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("nodes must have different names, got " + names);
        }
        requireDifferentNames(gateways);
        requirePorts(nodes, shards.size());
        if (access.mode() == AccessMode.LOCAL) {
            requireLoopback(nodes);
        }
        List<ShardConfig> groups = new ArrayList<>(shards);
        groups.add(directory);
        for (ShardConfig group : groups) {
            for (String replica : group.replicas()) {
                if (!names.contains(replica)) {
                    throw new IllegalArgumentException(
                        (group.id() == ShardConfig.DIRECTORY_ID ? "directory" : "shards") + " with a replica on node '"
                            + replica + "': known nodes are " + names);
                }
            }
        }
        for (int i = 0; i < shards.size(); i++) {
            if (shards.get(i).id() != i) {
                throw new IllegalArgumentException("shard at place " + i + " must have id " + i + ", got "
                    + shards.get(i).id());
            }
        }
        requireViewFits(viewBytes(nodes, groups, limits), channels);
    }

    /**
     * A cluster without gateways.
     *
     * @param name        of the cluster.
     * @param slotCount   hash partitions of the key space.
     * @param nodes       the processes.
     * @param directory   the group that owns tables and slot map.
     * @param shards      the groups that own rows.
     * @param channels    Aeron channel parameters.
     * @param limits      what is accepted.
     * @param timeouts    how long replicas wait for each other.
     * @param snapshots   when groups take snapshots.
     * @param checkpoints where checkpoints are.
     * @param access      who is let in.
     */
    @SuppressWarnings("checkstyle:ParameterNumber") // the record's own, less two
    public ClusterConfig(
        String name, int slotCount, List<NodeConfig> nodes, ShardConfig directory, List<ShardConfig> shards,
        ChannelConfig channels, Limits limits, Timeouts timeouts, SnapshotConfig snapshots,
        CheckpointConfig checkpoints, AccessConfig access) {
        this(name, slotCount, nodes, directory, shards, channels, limits, timeouts, snapshots, checkpoints, access,
            List.of(), ServingConfig.defaults());
    }

    /**
     * The same cluster with other gateways.
     *
     * @param others   the gateways.
     * @param settings what they take.
     * @return a copy.
     */
    public ClusterConfig withGateways(List<GatewayConfig> others, ServingConfig settings) {
        return new ClusterConfig(name, slotCount, nodes, directory, shards, channels, limits, timeouts, snapshots,
            checkpoints, access, others, settings);
    }

    private static void requireDifferentNames(List<GatewayConfig> gateways) {
        List<String> names = gateways.stream().map(GatewayConfig::name).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("gateways must have different names, got " + names);
        }
    }

    /** Longest ClusterView: what the directory says of shards, replicas, tables and aliases, in one message. */
    private static long viewBytes(List<NodeConfig> nodes, List<ShardConfig> groups, Limits limits) {
        long bytes = VIEW_HEAD_BYTES + (long) limits.tablesMax() * (VIEW_TABLE_BYTES + VIEW_ALIAS_BYTES);
        int hostMax = nodes.stream().mapToInt(node -> node.host().length()).max().orElse(0);
        for (ShardConfig group : groups) {
            bytes += VIEW_SHARD_BYTES
                + group.replicas().size() * (long) (VIEW_REPLICA_BYTES + hostMax);
        }
        return bytes;
    }

    private static void requireViewFits(long viewBytes, ChannelConfig channels) {
        int termBytes = Math.min(channels.termBytes(), channels.ipcTermBytes());
        if (viewBytes > termBytes / MESSAGES_PER_TERM) {
            throw new IllegalArgumentException("channels.termBytes and channels.ipcTermBytes must be at least "
                + Long.highestOneBit(viewBytes * MESSAGES_PER_TERM - 1) * 2 + " for limits.tablesMax and so many "
                + "replicas, got " + termBytes);
        }
    }

    private static void requireLoopback(List<NodeConfig> nodes) {
        for (NodeConfig node : nodes) {
            if (!node.onLoopback()) {
                throw new IllegalArgumentException("nodes.host of " + node.name() + " is " + node.host()
                    + ", which others can reach: set access.mode to token, or to open if all of them are trusted");
            }
        }
    }

    private static void requirePorts(List<NodeConfig> nodes, int shardCount) {
        for (NodeConfig node : nodes) {
            if (node.basePort() > NodeConfig.basePortMax(shardCount)) {
                throw new IllegalArgumentException("nodes.basePort of " + node.name() + " must be at most "
                    + NodeConfig.basePortMax(shardCount) + " with " + shardCount + " shards, got " + node.basePort());
            }
        }
    }

    /**
     * The number that stands for the cluster's name on the wire.
     *
     * @return a hash of the name, never 0.
     */
    public long clusterId() {
        long hash = 0;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            hash = SlotHash.mix(hash ^ letter);
        }
        return hash == 0 ? 1 : hash;
    }

    /**
     * A gateway by its name.
     *
     * @param gatewayName as written in the configuration.
     * @return empty if there is none of that name.
     */
    public Optional<GatewayConfig> gateway(String gatewayName) {
        return gateways.stream().filter(gateway -> gateway.name().equals(gatewayName)).findFirst();
    }

    /**
     * A node by its name.
     *
     * @param nodeName as written in the configuration.
     * @return the node.
     * @throws IllegalArgumentException if there is none of that name.
     */
    public NodeConfig node(String nodeName) {
        return nodes.stream()
            .filter(node -> node.name().equals(nodeName))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no node '" + nodeName + "', known nodes are "
                + nodes.stream().map(NodeConfig::name).toList()));
    }
}
