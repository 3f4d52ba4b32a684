package io.cairn.server.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.LookupOptions;
import io.cairn.server.gateway.lookup.MissingKeys;
import io.cairn.server.gateway.lookup.Pooling;
import io.cairn.server.gateway.lookup.RowEncoding;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * A lookup's JSON. Keys are whole numbers of 64 bits, or strings of them for writers whose numbers have 53:
 *
 * <pre>{@code
 * {"keys": [7, "-9007199254740993"], "missing": "zeros", "encoding": "f16", "oldestAgeMs": 100, "timeoutMs": 20}
 * {"lists": [[7, 8], [], [9]], "pooling": "mean"}
 * }</pre>
 */
final class LookupRequest {

    private static final JsonFactory JSON = new JsonFactory();

    private final String table;
    private final boolean binary;
    private final LongArrayList keys = new LongArrayList();
    private final IntArrayList listEnds = new IntArrayList();
    private LookupOptions options = LookupOptions.DEFAULT;
    private long timeoutMs;
    private boolean hasKeys;
    private boolean hasLists;

    /** A request for a table; only a binary answer can be encoded. */
    LookupRequest(String table, boolean binary) {
        this.table = table;
        this.binary = binary;
    }

    /** Fills a lookup, or says what is wrong. */
    void read(byte[] body, Lookup lookup) throws MalformedException {
        try (JsonParser json = JSON.createParser(body)) {
            readFields(json);
        } catch (IOException e) {
            throw new MalformedException("the body is not JSON: " + e.getMessage().lines().findFirst().orElse(""));
        }
        check();
        lookup.begin(table, options);
        lookup.timeout(TimeUnit.MILLISECONDS.toNanos(timeoutMs));
        int list = 0;
        for (int i = 0; i <= keys.size(); i++) {
            for (; list < listEnds.size() && listEnds.getInt(list) == i; list++) {
                lookup.endList();
            }
            if (i < keys.size()) {
                lookup.add(keys.getLong(i));
            }
        }
    }

    private void readFields(JsonParser json) throws IOException, MalformedException {
        require(json.nextToken() == JsonToken.START_OBJECT, "the body must be a JSON object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "keys" -> readKeys(json);
                case "lists" -> readLists(json);
                case "missing" -> options = options.with(choice(json, field, MissingKeys.values()));
                case "pooling" -> options = options.with(choice(json, field, Pooling.values()));
                case "encoding" -> options = options.with(encoding(json));
                case "oldestAgeMs" -> options = options.withOldestAge(milliseconds(json, field));
                case "timeoutMs" -> timeoutMs = milliseconds(json, field);
                default -> throw new MalformedException("there is no field '" + field + "': fields are keys, lists, "
                    + "missing, pooling, encoding, oldestAgeMs and timeoutMs");
            }
        }
    }

    private void readKeys(JsonParser json) throws IOException, MalformedException {
        require(!hasKeys, "keys stands twice");
        hasKeys = true;
        readList(json);
    }

    private void readLists(JsonParser json) throws IOException, MalformedException {
        require(!hasLists, "lists stands twice");
        require(json.currentToken() == JsonToken.START_ARRAY, "lists must be a list of lists of keys");
        hasLists = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            readList(json);
            listEnds.addInt(keys.size());
        }
    }

    private void readList(JsonParser json) throws IOException, MalformedException {
        require(json.currentToken() == JsonToken.START_ARRAY, "keys must be a list");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            keys.addLong(key(json));
        }
    }

    private static long key(JsonParser json) throws IOException, MalformedException {
        String text = json.getText();
        boolean written = json.currentToken() == JsonToken.VALUE_NUMBER_INT
            || json.currentToken() == JsonToken.VALUE_STRING;
        try {
            if (written) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new MalformedException("key " + text + " is no whole number of 64 bits");
    }

    private static <E extends Enum<E>> E choice(JsonParser json, String field, E[] choices)
        throws IOException, MalformedException {
        String text = json.getText();
        return Arrays.stream(choices).filter(choice -> label(choice).equals(text)).findFirst()
            .orElseThrow(() -> new MalformedException(field + " must be one of "
                + Arrays.stream(choices).map(LookupRequest::label).toList() + ", got " + text));
    }

    private static String label(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static RowEncoding encoding(JsonParser json) throws IOException, MalformedException {
        String text = json.getText();
        return RowEncoding.of(text).orElseThrow(() -> new MalformedException("encoding must be one of "
            + Arrays.stream(RowEncoding.values()).map(RowEncoding::label).toList() + ", got " + text));
    }

    private static long milliseconds(JsonParser json, String field) throws IOException, MalformedException {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getLongValue() >= 0,
            field + " must be a whole number, 0 or above, got " + json.getText());
        return json.getLongValue();
    }

    private void check() throws MalformedException {
        require(hasKeys != hasLists, "there must be either keys or lists");
        require(hasLists == (options.pooling() != Pooling.NONE), "lists have a pooling of sum or mean, keys have none");
        require(binary || options.encoding() == RowEncoding.FLOAT32,
            "JSON has no encoding; ask for the binary body with Accept: " + RowsBody.MEDIA_TYPE);
    }

    private static void require(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}
