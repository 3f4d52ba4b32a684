package io.cairn.client.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.client.reply.CairnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Manifests as bytes. A manifest has one text only, and a checksum of it stands in it: what is read is believed only if
 * it would be written as the very same bytes, so that not a bit of it can differ.
 */
final class ManifestText {

    private static final String CHECKSUM = "crc32c";
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final JsonMapper MAPPER = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .build();

    private ManifestText() {
    }

    static byte[] encode(Manifest manifest) {
        ObjectNode tree = MAPPER.valueToTree(manifest);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes(tree));
        return bytes(tree.put(CHECKSUM, checksum.getValue()));
    }

    /** Throws a CairnException that says what is wrong. */
    static Manifest decode(byte[] text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (!(tree instanceof ObjectNode fields)) {
                throw new CairnException("it is no manifest", false);
            }
            int format = fields.path("format").asInt();
            if (format != Manifest.FORMAT) {
                throw new CairnException("format " + format + ", this release reads format " + Manifest.FORMAT, false);
            }
            Manifest manifest = MAPPER.treeToValue(fields.without(CHECKSUM), Manifest.class);
            if (!Arrays.equals(encode(manifest), text)) {
                throw new CairnException("it is not as it was written: its checksum is wrong", false);
            }
            return manifest;
        } catch (IOException | IllegalArgumentException e) {
            throw new CairnException("it is not as it was written: " + e.getMessage().lines().findFirst().orElse(""),
                false, e);
        }
    }

    private static byte[] bytes(ObjectNode tree) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT);
        try {
            return (MAPPER.writer(printer).writeValueAsString(tree) + '\n').getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can always be written", e);
        }
    }
}
