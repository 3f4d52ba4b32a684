package io.cairn.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Remembers at which line of a YAML text each key and each element of a list stands. */
final class SourceLines {

    private final Map<JsonPointer, Integer> lines = new HashMap<>();

    /**
     * Reads a text once to its end.
     *
     * @param parser at the beginning of the text.
     * @throws IOException if the text is not well-formed.
     */
    SourceLines(JsonParser parser) throws IOException {
        while (parser.nextToken() != null) {
            JsonToken token = parser.currentToken();
            if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                JsonPointer place = parser.getParsingContext().pathAsPointer();
                lines.putIfAbsent(place, parser.currentTokenLocation().getLineNr());
            }
        }
    }

    /**
     * The line of a key or element, or of the nearest thing around it that stands in the text.
     *
     * @param place where in the tree.
     * @return a line from 1; 0 if the text is empty.
     */
    int line(JsonPointer place) {
        JsonPointer at = place;
        while (!lines.containsKey(at) && at.head() != null) {
            at = at.head();
        }
        return lines.getOrDefault(at, lines.isEmpty() ? 0 : 1);
    }
}
