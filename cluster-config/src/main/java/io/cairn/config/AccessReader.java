package io.cairn.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.access.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads section {@code access}. A token written into the file is an error that does not repeat it. */
final class AccessReader {

    private static final JsonPointer PLACE = JsonPointer.empty().appendProperty("access");

    private final ConfigText text;
    private final Path folder;

    AccessReader(ConfigText text, Path folder) {
        this.text = text;
        this.folder = folder;
    }

    AccessConfig access() {
        ObjectNode section = text.object(PLACE, text.root().path("access"));
        text.requireKeys(PLACE, section, List.of("mode", "principals"));
        AccessMode mode = text.checked(PLACE, section, () -> AccessMode.of(section.path("mode").asText("local")));
        List<PrincipalConfig> principals = new ArrayList<>();
        JsonPointer place = PLACE.appendProperty("principals");
        if (section.has("principals")) {
            for (JsonNode element : text.list(place, section.get("principals"), 0)) {
                principals.add(principal(place.appendIndex(principals.size()), element));
            }
        }
        return text.checked(PLACE, section, () -> new AccessConfig(mode, principals));
    }

    private PrincipalConfig principal(JsonPointer place, JsonNode element) {
        ObjectNode principal = text.object(place, element);
        text.require(!principal.has("token"), place.appendProperty("token"),
            "must not stand in the settings; write tokenFile or tokenEnv, and take another token");
        text.requireKeys(place, principal, List.of("name", "role", "tokenFile", "tokenEnv"));
        return text.checked(place, principal, () -> new PrincipalConfig(
            principal.path("name").asText(), Role.of(principal.path("role").asText()),
            inFolder(principal.path("tokenFile").asText()), principal.path("tokenEnv").asText()));
    }

    private String inFolder(String file) {
        return file.isEmpty() ? file : folder.resolve(file).toString();
    }
}
