package io.cairn.server.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import io.cairn.server.gateway.lookup.CopiedRows;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Rows as JSON. A weight is the shortest decimal that reads back as the very float32; a row that is absent is
 * {@code null}.
 */
final class RowsJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RowsJson() {
    }

    /** What is written behind the common fields. */
    private interface Tail {
        void write(JsonGenerator json) throws IOException;
    }

    /** The answer to a lookup. */
    static HttpResponse all(CopiedRows rows) {
        return response(rows, json -> {
            json.writeArrayFieldStart("rows");
            for (int row = 0; row < rows.count(); row++) {
                write(rows, row, json);
            }
            json.writeEndArray();
        });
    }

    /** A single row, which is present. */
    static HttpResponse one(CopiedRows rows, long key) {
        return response(rows, json -> {
            json.writeNumberField("key", key);
            json.writeFieldName("row");
            write(rows, 0, json);
        });
    }

    private static HttpResponse response(CopiedRows rows, Tail tail) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(); JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("table", rows.table().name());
            json.writeNumberField("dimension", rows.table().dimension());
            json.writeNumberField("position", rows.position());
            json.writeNumberField("ageMs", rows.ageMs());
            tail.write(json);
            json.writeEndObject();
            json.flush();
            return RowsAnswer.of(rows, MediaType.JSON, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(CopiedRows rows, int row, JsonGenerator json) throws IOException {
        if (!rows.isPresent(row)) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (int column = 0; column < rows.table().dimension(); column++) {
            json.writeNumber(rows.bytes().getFloat(row * rows.rowBytes() + column * Float.BYTES));
        }
        json.writeEndArray();
    }
}
