package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of HTTP are answered: the JDK's, by HTTP/1.1 and HTTP/2, and curl. */
@Timeout(60)
class GatewayHttpTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEYS_MAX = 100;
    private static final int BODY_BYTES_MAX = 4096;

    @TempDir
    private static Path folder;
    private static CairnNode node;
    private static EmbeddingClient trainer;

    @BeforeAll
    static void fourRowsArePushed() throws Exception {
        ClusterConfig cluster = NodeKit.cluster(folder, 2).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(1, 100, KEYS_MAX, BODY_BYTES_MAX, 100, 1000, 5000, 0, 1 << 20));
        node = NodeKit.start(cluster);
        trainer = EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
        Table table = trainer.createTable(NodeKit.sumTable("items"));
        long[] keys = {1, 2, 3, Long.MIN_VALUE};
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocate(keys.length * table.rowBytes()));
        for (int i = 0; i < keys.length * table.dimension(); i++) {
            gradients.putFloat(i * Float.BYTES, -1.1f * (1 + i / table.dimension()), ByteOrder.LITTLE_ENDIAN);
        }
        trainer.push(table, keys, keys.length, gradients);
        trainer.flush();
        awaitTable();
    }

    /** A table made a moment ago may be unknown for a tenth of a second. */
    private static void awaitTable() throws Exception {
        while (get("/v1/tables/items/rows/1").statusCode() == 404) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void close() {
        trainer.close();
        node.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void rowsComeAsTheVeryFloatsWithPositionAndAge(HttpClient.Version version) throws Exception {
        HttpResponse<byte[]> response = HttpClient.newBuilder().version(version).build().send(
            request("/v1/tables/items:lookup", "application/json",
                "{\"keys\": [2, \"-9223372036854775808\", 99]}"), HttpResponse.BodyHandlers.ofByteArray());

        assertEquals(200, response.statusCode());
        assertEquals(version, response.version());
        JsonNode answer = JSON.readTree(response.body());
        assertRow(2.2f, answer.at("/rows/0"));
        assertRow(4.4f, answer.at("/rows/1"));
        assertTrue(answer.at("/rows/2").isNull(), answer.toString());
        assertEquals("items", answer.get("table").asText());
        assertTrue(answer.get("position").asLong() > 0, answer.toString());
        assertTrue(answer.get("ageMs").asLong() >= 0, answer.toString());
    }

    private static void assertRow(float weight, JsonNode row) {
        assertEquals(NodeKit.DIMENSION, row.size(), row.toString());
        row.forEach(value -> assertEquals(weight, value.floatValue()));
    }

    @Test
    void binaryBodyHasHeaderPresenceAndRows() throws Exception {
        ByteBuffer body = ByteBuffer.wrap(send(request("/v1/tables/items:lookup", "application/vnd.cairn.rows",
            "{\"keys\": [3, 99, 1]}")).body()).order(ByteOrder.LITTLE_ENDIAN);

        byte[] magic = new byte[4];
        body.get(magic);
        assertArrayEquals("CRNR".getBytes(StandardCharsets.US_ASCII), magic);
        assertEquals(1, body.get());
        assertEquals(0, body.get());
        assertEquals(0, body.getShort());
        assertEquals(3, body.getInt());
        assertEquals(NodeKit.DIMENSION, body.getInt());
        assertEquals(NodeKit.DIMENSION * Float.BYTES, body.getInt());
        assertEquals(0, body.getInt());
        assertTrue(body.getLong() > 0);
        assertTrue(body.getLong() >= 0);
        assertEquals(0b101, body.getLong());
        assertEquals(3 * 1.1f, body.getFloat());
        assertEquals(0f, body.getFloat(body.position() + (NodeKit.DIMENSION - 1) * Float.BYTES));
        assertEquals(1.1f, body.getFloat(body.capacity() - Float.BYTES));
    }

    @Test
    void listsArePooledAndEncodedAsAskedFor() throws Exception {
        byte[] body = send(request("/v1/tables/items:lookup", "application/vnd.cairn.rows",
            "{\"lists\": [[], [1, 2]], \"pooling\": \"sum\", \"encoding\": \"bf16\"}")).body();

        ByteBuffer rows = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, rows.get(5));
        assertEquals(NodeKit.DIMENSION * Short.BYTES, rows.getInt(16));
        assertEquals(0b10, rows.getLong(40));
        float pooled = Float.intBitsToFloat((rows.getShort(body.length - Short.BYTES) & 0xffff) << Short.SIZE);
        assertEquals(3.3f, pooled, 3.3f / 256);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/v1/tables/items:lookup | {\"keys\": [1.5]} | 400 | MALFORMED",
        "/v1/tables/items:lookup | {\"keys\": [1], \"keys\": [2]} | 400 | MALFORMED",
        "/v1/tables/items:lookup | {\"keys\": [1], \"colour\": 1} | 400 | MALFORMED",
        "/v1/tables/items:lookup | {\"keys\": [1], \"encoding\": \"f16\"} | 400 | MALFORMED",
        "/v1/tables/items:lookup | {\"keys\": [1 | 400 | MALFORMED",
        "/v1/tables/items:lookup | [] | 400 | MALFORMED",
        "/v1/tables/none:lookup | {\"keys\": [1]} | 404 | UNKNOWN_TABLE",
        "/v1/nothing | {} | 404 | HTTP_404"})
    void whatIsWrongIsSaidInAProblemDocument(String path, String body, int status, String code) throws Exception {
        HttpResponse<byte[]> response = send(request(path, "application/json", body));

        JsonNode problem = JSON.readTree(response.body());
        assertEquals(status, response.statusCode(), problem.toString());
        assertTrue(response.headers().firstValue("content-type").orElse("").startsWith("application/problem+json"));
        assertEquals(code, problem.get("code").asText());
        assertEquals("urn:cairn:" + code, problem.get("type").asText());
        assertEquals(status, problem.get("status").asInt());
        assertTrue(problem.get("detail").asText().length() > 0, problem.toString());
    }

    @Test
    void tooManyKeysAndTooLongBodiesAreRefusedByName() throws Exception {
        String keys = "1,".repeat(KEYS_MAX) + "1";
        HttpResponse<byte[]> many = send(request("/v1/tables/items:lookup", "*/*", "{\"keys\": [" + keys + "]}"));
        assertEquals(413, many.statusCode());
        assertEquals("TOO_MANY_KEYS", JSON.readTree(many.body()).get("code").asText());

        HttpResponse<byte[]> large = send(request("/v1/tables/items:lookup", "*/*", " ".repeat(BODY_BYTES_MAX + 1)));
        assertEquals(413, large.statusCode());
        assertEquals("HTTP_413", JSON.readTree(large.body()).get("code").asText());
    }

    @Test
    void tablesAndSingleRowsCanBeLookedAt() throws Exception {
        assertEquals(NodeKit.DIMENSION, json("/v1/tables/items").get("dimension").asInt());
        assertEquals("items", json("/v1/tables").at("/tables/0/name").asText());
        assertRow(3 * 1.1f, json("/v1/tables/items/rows/3").get("row"));
        assertRow(0, json("/v1/tables/items/rows/99?missing=zeros").get("row"));
        assertEquals("NO_ROW", json("/v1/tables/items/rows/99").get("code").asText());
        assertEquals("UNKNOWN_TABLE", json("/v1/tables/none").get("code").asText());
        assertEquals("MALFORMED", json("/v1/tables/items/rows/x").get("code").asText());
    }

    @Test
    void healthAndTheContractAreServed() throws Exception {
        assertEquals(200, get("/health").statusCode());
        assertTrue(new String(get("/v1/openapi.yaml").body(), StandardCharsets.UTF_8)
            .contains("/v1/tables/{table}:lookup:"));
    }

    @Test
    void curlReadsARow() throws Exception {
        Path curl = Path.of("/usr/bin/curl");
        assumeTrue(Files.isExecutable(curl), "curl is not installed");
        Process process = new ProcessBuilder(curl.toString(), "-s", "-d", "{\"keys\": [1]}",
            "http://127.0.0.1:" + port() + "/v1/tables/items:lookup").start();

        JsonNode answer = JSON.readTree(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());
        assertRow(1.1f, answer.at("/rows/0"));
    }

    private static int port() {
        return node.gateway().orElseThrow().httpPort();
    }

    private static JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build());
    }

    private static HttpRequest request(String path, String accept, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .header("accept", accept).header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
