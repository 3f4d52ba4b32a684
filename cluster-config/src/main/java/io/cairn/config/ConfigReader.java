package io.cairn.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code cluster.yaml} into a {@link ClusterConfig}.
 *
 * <p>Every field may be left out; {@code profile} chooses where defaults come from. {@code ${NAME}} and
 * {@code ${NAME:-default}} stand for the environment's values. A key nobody knows, a value of the wrong type or out of
 * range is a {@link ConfigException} with file, line and what is allowed. Relative folders are relative to the file.
 */
public final class ConfigReader {

    /** One gateway, beside the one node. */
    private static final String LAPTOP = "gateways: [{}]";
    private static final JsonPointer ROOT = JsonPointer.empty();
    private static final List<String> KEYS =
        List.of("profile", "name", "slotCount", "nodes", "directory", "shards", "channels", "limits", "timeouts",
            "snapshots", "checkpoints", "access", "gateways", "serving");

    private final ConfigText text;
    private final ObjectNode written;
    private final Path folder;

    private ConfigReader(ConfigText text, Path folder) {
        this.text = text;
        this.written = text.root();
        this.folder = folder;
    }

    /**
     * The cluster of someone who wrote no file: one node with one shard and a gateway on this machine, data below the
     * working directory.
     *
     * @return the defaults of {@link Profile#LAPTOP}.
     */
    public static ClusterConfig laptop() {
        return parse("built-in configuration", LAPTOP, Map.of(), Path.of(""));
    }

    /**
     * Reads a file.
     *
     * @param file a {@code cluster.yaml}.
     * @return the checked settings.
     * @throws ConfigException      if the file says something that is not allowed.
     * @throws UncheckedIOException if the file cannot be read.
     */
    public static ClusterConfig read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file), System.getenv(), file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source      name of the text, for errors.
     * @param text        YAML; empty means the defaults.
     * @param environment what references of the text are replaced by.
     * @param folder      what relative folders are relative to.
     * @return the checked settings.
     * @throws ConfigException if the text says something that is not allowed.
     */
    public static ClusterConfig parse(String source, String text, Map<String, String> environment, Path folder) {
        String substituted = new Substitution(source, environment).apply(text);
        return new ConfigReader(new ConfigText(source, substituted), folder).cluster();
    }

    private ClusterConfig cluster() {
        text.requireKeys(ROOT, written, KEYS);
        Profile profile = profile();
        ObjectNode own = ConfigText.object();
        own.put("name", ConfigDefaults.CLUSTER_NAME).put("slotCount", profile.slotCount());
        ObjectNode cluster = text.merge(ROOT, written.deepCopy().retain("name", "slotCount"), own);
        List<NodeConfig> nodes = nodes(cluster.get("name").asText());
        List<String> names = nodes.stream().map(NodeConfig::name).toList();
        ShardConfig directory = group("directory", ConfigDefaults.directory(names));
        List<ShardConfig> shards = shards(names);
        ChannelConfig channels = section("channels", profile.channels(), ChannelConfig.class);
        Limits limits = section("limits", Limits.defaults(), Limits.class);
        Timeouts timeouts = section("timeouts", profile.timeouts(), Timeouts.class);
        SnapshotConfig snapshots = section("snapshots", SnapshotConfig.defaults(), SnapshotConfig.class);
        AccessConfig access = new AccessReader(text, folder).access();
        List<GatewayConfig> gateways = gateways(names);
        ServingConfig serving = section("serving", ServingConfig.defaults(), ServingConfig.class);
        String name = cluster.get("name").asText();
        int slotCount = cluster.get("slotCount").asInt();
        CheckpointConfig checkpoints = inFolder(
            section("checkpoints", ConfigDefaults.checkpoints(name), CheckpointConfig.class));
        return text.checked(ROOT, written, () -> new ClusterConfig(
            name, slotCount, nodes, directory, shards, channels, limits, timeouts, snapshots, checkpoints, access,
            gateways, serving));
    }

    private Profile profile() {
        String label = written.path("profile").asText(Profile.LAPTOP.label());
        return text.checked(ROOT, written, () -> Profile.of(label));
    }

    private List<NodeConfig> nodes(String clusterName) {
        ArrayNode list = text.list(ROOT.appendProperty("nodes"), written.path("nodes"), 1);
        List<NodeConfig> nodes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            nodes.add(node(ROOT.appendProperty("nodes").appendIndex(i), list.get(i), clusterName, i));
        }
        return nodes;
    }

    private NodeConfig node(JsonPointer place, JsonNode element, String clusterName, int index) {
        ObjectNode node = text.object(place, element);
        String name = node.path("name").asText(ConfigDefaults.nodeName(index));
        NodeConfig defaults = text.checked(place, node, () -> ConfigDefaults.node(clusterName, name, index));
        return inFolder(text.section(place, node, defaults, NodeConfig.class));
    }

    private NodeConfig inFolder(NodeConfig node) {
        return new NodeConfig(node.name(), node.host(), node.basePort(), node.httpPort(),
            folder.resolve(node.dataDirectory()), folder.resolve(node.aeronDirectory()));
    }

    /** Gateways that are not written down are not there: nobody listens for the world by having written nothing. */
    private List<GatewayConfig> gateways(List<String> nodeNames) {
        List<GatewayConfig> gateways = new ArrayList<>();
        JsonPointer list = ROOT.appendProperty("gateways");
        for (JsonNode element : text.list(list, written.path("gateways"), 0)) {
            JsonPointer place = list.appendIndex(gateways.size());
            GatewayConfig defaults = ConfigDefaults.gateway(nodeNames, gateways.size());
            gateways.add(text.section(place, text.object(place, element), defaults, GatewayConfig.class));
        }
        return gateways;
    }

    private CheckpointConfig inFolder(CheckpointConfig checkpoints) {
        return new CheckpointConfig(folder.resolve(checkpoints.directory()));
    }

    private List<ShardConfig> shards(List<String> nodeNames) {
        ArrayNode list = text.list(ROOT.appendProperty("shards"), written.path("shards"), nodeNames.size());
        List<ShardConfig> shards = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonPointer place = ROOT.appendProperty("shards").appendIndex(i);
            shards.add(group(place, list.get(i), ConfigDefaults.shard(nodeNames, i)));
        }
        return shards;
    }

    private ShardConfig group(String key, ShardConfig defaults) {
        return group(ROOT.appendProperty(key), written.path(key), defaults);
    }

    /** Groups have no id in the file: the place in the list is the id. */
    private ShardConfig group(JsonPointer place, JsonNode group, ShardConfig defaults) {
        ObjectNode without = ConfigText.tree(defaults).without("id");
        ObjectNode merged = text.merge(place, text.object(place, group), without);
        merged.put("id", defaults.id());
        return text.value(place, merged, ShardConfig.class);
    }

    private <T extends Record> T section(String key, T defaults, Class<T> type) {
        JsonPointer place = ROOT.appendProperty(key);
        return text.section(place, text.object(place, written.path(key)), defaults, type);
    }
}
