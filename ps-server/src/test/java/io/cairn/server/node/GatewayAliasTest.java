package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.server.gateway.Exposure;
import io.cairn.server.gateway.Gateway;
import io.cairn.server.gateway.GatewayContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Aliases at two gateways, the node's and one with a near cache that forgets nothing. All weights of table items_v6 are
 * 6, all of items_v7 are 7.
 */
@Timeout(120)
class GatewayAliasTest {

    /** The pool that all share has one thread on a machine of two cores, and the readers read at the same time. */
    private static final Executor ON_NEW_THREAD = task -> new Thread(task, "reader").start();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ALIAS = "items@live";
    private static final long[] KEYS = LongStream.range(0, 50).toArray();
    private static final String FIELDS = LongStream.of(KEYS).mapToObj(Long::toString).collect(Collectors.joining(" "));
    private static final int SWITCHES = 20;
    private static final int CACHE_MS = 3_600_000;

    @TempDir
    private Path folder;

    private CairnNode node;
    private Gateway cached;
    private EmbeddingClient operator;

    @BeforeEach
    void twoTablesHaveRowsOfEveryKey() {
        GatewayConfig door = new GatewayConfig("door", "127.0.0.1", 0, 0);
        ClusterConfig cluster = NodeKit.cluster(folder, 2).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0), door), serving(0));
        node = NodeKit.start(cluster);
        operator = EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC));
        for (int version : new int[] {6, 7}) {
            push(operator.createTable(NodeKit.sumTable("items_v" + version)), version);
        }
        cached = Gateway.launch(new GatewayContext(
            cluster.withGateways(cluster.gateways(), serving(CACHE_MS)), door, Exposure.LOOPBACK,
            Optional.of(NodeKit.node(cluster)), Optional.empty()), new SimpleMeterRegistry());
        while (!cached.ready()) {
            Thread.onSpinWait();
        }
    }

    private static ServingConfig serving(int cacheAgeMs) {
        return new ServingConfig(2, 100, KEYS.length, 1 << 20, 8, 1000, 5000, cacheAgeMs, 1 << 20);
    }

    private void push(Table table, float weight) {
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocate(KEYS.length * table.rowBytes()));
        for (int i = 0; i < KEYS.length * table.dimension(); i++) {
            gradients.putFloat(i * Float.BYTES, -weight, ByteOrder.LITTLE_ENDIAN);
        }
        operator.push(table, KEYS, KEYS.length, gradients);
        operator.flush();
    }

    @AfterEach
    void close() {
        cached.close();
        operator.close();
        node.close();
    }

    @Test
    void rowsAreThoseOfTheTableThatTheAliasStandsForOverRedisAndHttp() throws Exception {
        for (int version : new int[] {6, 7, 6}) {
            switchTo(version);
            for (Gateway gateway : gateways()) {
                try (RespClient client = new RespClient(gateway.respPort())) {
                    assertEquals(row(version), client.ask("GET " + ALIAS + ":1\r\n"));
                    assertEquals(rows(version, 2), client.ask("MGET " + ALIAS + ":1 {" + ALIAS + "}:2\r\n"));
                    assertEquals(rows(version, 2), client.ask("HMGET " + ALIAS + "?f32 1 2\r\n"));
                    assertEquals(":" + KEYS.length + "\r\n", client.ask("HLEN " + ALIAS + "\r\n"));
                }
                assertHttpTellsTheTable(gateway, version);
            }
        }
    }

    private static void assertHttpTellsTheTable(Gateway gateway, int version) throws Exception {
        String table = "items_v" + version;
        for (String alias : List.of(ALIAS, "items%40live")) {
            HttpResponse<String> rows = send(lookup(gateway, alias, "application/json"));
            assertEquals(table, rows.headers().firstValue("cairn-table").orElse(""), rows.body());
            assertEquals(table, JSON.readTree(rows.body()).get("table").asText());
            assertEquals(version, JSON.readTree(rows.body()).at("/rows/0/0").floatValue());
        }
        HttpResponse<String> body = send(lookup(gateway, ALIAS, "application/vnd.cairn.rows"));
        assertEquals(table, body.headers().firstValue("cairn-table").orElse(""));
        HttpResponse<String> row = send(get(gateway, "/v1/tables/" + ALIAS + "/rows/1"));
        assertEquals(table, row.headers().firstValue("cairn-table").orElse(""), row.body());
        assertEquals(table, json(gateway, "/v1/tables/" + ALIAS).get("name").asText());
        JsonNode list = json(gateway, "/v1/tables");
        assertEquals(2, list.get("tables").size(), list.toString());
        assertEquals("[{\"name\":\"" + ALIAS + "\",\"table\":\"" + table + "\"}]", list.get("aliases").toString());
    }

    @Test
    void noAnswerHasRowsOfTwoTablesWhileTheAliasIsSwitchedToAndFro() {
        switchTo(7);
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Map<String, Integer>>> readers = gateways().stream()
            .map(gateway -> CompletableFuture.supplyAsync(() -> read(gateway, done), ON_NEW_THREAD)).toList();
        try {
            for (int i = 0; i < SWITCHES; i++) {
                switchTo(6 + i % 2);
            }
        } finally {
            done.set(true);
        }
        for (CompletableFuture<Map<String, Integer>> reader : readers) {
            Map<String, Integer> replies = reader.join();
            assertEquals(2, replies.size(), "all of one table or all of the other: " + replies.values());
            assertTrue(replies.containsKey(rows(6, KEYS.length)) && replies.containsKey(rows(7, KEYS.length)));
        }
    }

    /** Reads all rows in one request and, by the second way of writing it, in three lookups; counts equal replies. */
    private static Map<String, Integer> read(Gateway gateway, AtomicBoolean done) {
        String hmget = "HMGET " + ALIAS + " " + FIELDS + "\r\n";
        String mget = "MGET" + LongStream.of(KEYS)
            .mapToObj(key -> key / 20 % 2 == 0 ? " " + ALIAS + ":" + key : " {" + ALIAS + "}:" + key)
            .collect(Collectors.joining()) + "\r\n";
        Map<String, Integer> replies = new HashMap<>();
        try (RespClient client = new RespClient(gateway.respPort())) {
            while (!done.get()) {
                replies.merge(client.ask(hmget), 1, Integer::sum);
                replies.merge(client.ask(mget), 1, Integer::sum);
            }
        }
        return replies;
    }

    @Test
    void aTableDroppedRightAfterTheSwitchIsMissedByNobody() {
        switchTo(6);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Map<String, Integer>> reader =
            CompletableFuture.supplyAsync(() -> read(node.gateway().orElseThrow(), done), ON_NEW_THREAD);
        try {
            operator.setAlias(ALIAS, "items_v7");
            assertTrue(operator.dropTable("items_v6"));
            awaitRows(node.gateway().orElseThrow(), 7);
        } finally {
            done.set(true);
        }
        Map<String, Integer> replies = reader.join();
        replies.remove(rows(6, KEYS.length));
        replies.remove(rows(7, KEYS.length));
        assertEquals(Map.of(), replies);
    }

    @Test
    void anAliasThatIsRemovedIsUnknown() throws Exception {
        switchTo(6);
        assertTrue(operator.removeAlias(ALIAS));
        for (Gateway gateway : gateways()) {
            RespClient.awaitReply(gateway.respPort(), "GET " + ALIAS + ":1\r\n",
                "-UNKNOWN_TABLE no table '" + ALIAS + "'\r\n");
            assertEquals(404, send(get(gateway, "/v1/tables/" + ALIAS + "/rows/1")).statusCode());
        }
    }

    /** Returns when all threads of both gateways answer with rows of the version. */
    private void switchTo(int version) {
        operator.setAlias(ALIAS, "items_v" + version);
        gateways().forEach(gateway -> awaitRows(gateway, version));
    }

    /** Connections are dealt out to the two threads of a gateway in turn. */
    private static void awaitRows(Gateway gateway, int version) {
        for (int thread = 0; thread < 2; thread++) {
            RespClient.awaitReply(gateway.respPort(), "HMGET " + ALIAS + " " + FIELDS + "\r\n",
                rows(version, KEYS.length));
        }
    }

    private List<Gateway> gateways() {
        return List.of(node.gateway().orElseThrow(), cached);
    }

    private static String rows(int version, int count) {
        return "*" + count + "\r\n" + row(version).repeat(count);
    }

    private static String row(int version) {
        ByteBuffer bytes = ByteBuffer.allocate(NodeKit.DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putFloat(version);
        }
        return "$" + bytes.capacity() + "\r\n" + new String(bytes.array(), StandardCharsets.ISO_8859_1) + "\r\n";
    }

    private static HttpRequest lookup(Gateway gateway, String table, String accept) {
        return HttpRequest.newBuilder(uri(gateway, "/v1/tables/" + table + ":lookup")).header("accept", accept)
            .POST(HttpRequest.BodyPublishers.ofString("{\"keys\": [1]}")).build();
    }

    private static HttpRequest get(Gateway gateway, String path) {
        return HttpRequest.newBuilder(uri(gateway, path)).build();
    }

    private static JsonNode json(Gateway gateway, String path) throws Exception {
        return JSON.readTree(send(get(gateway, path)).body());
    }

    private static URI uri(Gateway gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
