package io.cairn.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes settings with every field spelled out; {@link ConfigReader} reads the same settings back. */
public final class ConfigWriter {

    private ConfigWriter() {
    }

    /**
     * Settings as a {@code cluster.yaml}.
     *
     * @param config the settings.
     * @return YAML with every field.
     */
    public static String yaml(ClusterConfig config) {
        try {
            return ConfigText.MAPPER.writeValueAsString(tree(config));
        } catch (JsonProcessingException e) {
            throw new AssertionError("settings can always be written", e);
        }
    }

    /**
     * Settings as JSON.
     *
     * @param config the settings.
     * @return JSON with every field, the keys as in {@code cluster.yaml}.
     */
    public static String json(ClusterConfig config) {
        return new JsonMapper().valueToTree(tree(config)).toPrettyString();
    }

    private static ObjectNode tree(ClusterConfig config) {
        ObjectNode tree = ConfigText.tree(config);
        ((ObjectNode) tree.get("directory")).remove("id");
        for (JsonNode shard : tree.get("shards")) {
            ((ObjectNode) shard).remove("id");
        }
        for (JsonNode principal : tree.get("access").get("principals")) {
            ((ObjectNode) principal).properties().removeIf(field -> field.getValue().asText().isEmpty());
        }
        if (config.access().principals().isEmpty()) {
            ((ObjectNode) tree.get("access")).remove("principals");
        }
        if (config.gateways().isEmpty()) {
            tree.remove("gateways");
        }
        return tree;
    }
}
