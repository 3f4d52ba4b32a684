package io.cairn.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A YAML text as a tree that knows its lines. Defaults, as trees too, say which keys and types are allowed. */
final class ConfigText {

    static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build())
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
        .build();

    private final String source;
    private final SourceLines lines;
    private final ObjectNode root;

    /**
     * Parses a text.
     *
     * @throws ConfigException if it is not well-formed YAML, repeats a key, or is not a mapping.
     */
    ConfigText(String source, String text) {
        this.source = source;
        try {
            JsonNode tree = MAPPER.readTree(text);
            this.lines = new SourceLines(MAPPER.createParser(text));
            this.root = object(JsonPointer.empty(), tree);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigException(source, line, firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new AssertionError("a text in memory cannot fail to be read", e);
        }
    }

    ObjectNode root() {
        return root;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode tree(Record settings) {
        return MAPPER.valueToTree(settings);
    }

    /** A section; one that is not there, or has nothing below its key, is empty. */
    ObjectNode object(JsonPointer place, JsonNode node) {
        if (node.isObject()) {
            return (ObjectNode) node;
        }
        require(node.isMissingNode() || node.isNull(), place, "must be a mapping of keys to values");
        return object();
    }

    /** A list; one that is not there has so many empty elements. */
    ArrayNode list(JsonPointer place, JsonNode node, int sizeDefault) {
        if (node.isMissingNode() || node.isNull()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < sizeDefault; i++) {
                list.addObject();
            }
            return list;
        }
        require(node.isArray() && !node.isEmpty(), place, "must be a list of at least one element");
        return (ArrayNode) node;
    }

    <T extends Record> T section(JsonPointer place, ObjectNode section, T defaults, Class<T> type) {
        return value(place, merge(place, section, tree(defaults)), type);
    }

    /** The defaults, with what the section says in their place. */
    ObjectNode merge(JsonPointer place, ObjectNode section, ObjectNode defaults) {
        requireKeys(place, section, defaults.properties().stream().map(Map.Entry::getKey).toList());
        ObjectNode merged = defaults.deepCopy();
        for (Map.Entry<String, JsonNode> field : section.properties()) {
            if (!field.getValue().isNull()) {
                requireSameType(place.appendProperty(field.getKey()), field.getValue(), defaults.get(field.getKey()));
                merged.set(field.getKey(), field.getValue());
            }
        }
        return merged;
    }

    void requireKeys(JsonPointer place, ObjectNode section, Collection<String> allowed) {
        for (Iterator<String> names = section.fieldNames(); names.hasNext();) {
            String name = names.next();
            require(allowed.contains(name), place.appendProperty(name),
                "is not a known key; known here are " + String.join(", ", allowed));
        }
    }

    <T extends Record> T value(JsonPointer place, ObjectNode merged, Class<T> type) {
        return checked(place, merged, () -> {
            try {
                return MAPPER.treeToValue(merged, type);
            } catch (JsonProcessingException e) {
                Throwable reason = e.getCause() == null ? e : e.getCause();
                throw new IllegalArgumentException(firstLine(reason.getMessage()), e);
            }
        });
    }

    /** Turns a refusal of the settings' own checks into one that knows its line: that of the key it names first. */
    <T> T checked(JsonPointer place, ObjectNode section, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage();
            Optional<String> key = section.properties().stream()
                .map(Map.Entry::getKey)
                .filter(reason::contains)
                .min(Comparator.comparingInt(reason::indexOf));
            throw new ConfigException(source, lines.line(key.map(place::appendProperty).orElse(place)), reason);
        }
    }

    private void requireSameType(JsonPointer place, JsonNode value, JsonNode model) {
        if (model.isNumber()) {
            require(value.isInt() || (model.isLong() && value.isLong()), place, "must be a whole number, got " + value);
        } else if (model.isArray()) {
            require(value.isArray(), place, "must be a list, got " + value);
            for (JsonNode element : value) {
                require(element.isTextual(), place, "must be a list of names, got " + value);
            }
        } else {
            require(value.isTextual(), place, "must be a text, got " + value);
        }
    }

    /** Refuses what stands at a place unless something holds. */
    void require(boolean holds, JsonPointer place, String rule) {
        if (!holds) {
            String name = place.matches() ? "the file" : place.toString().substring(1).replace('/', '.');
            throw new ConfigException(source, lines.line(place), name + " " + rule);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
