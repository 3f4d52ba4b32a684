package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ConfigWriter;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cairn tables}, {@code alias}, {@code lookup} and {@code status} against a node of two shards. */
@Timeout(120)
class ClusterCommandsTest {

    private static final int DIMENSION = 6;

    @TempDir
    private static Path folder;
    private static TemporaryCluster cluster;
    private static CairnNode node;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TemporaryCluster("commands", 2);
        node = CairnNode.launch(cluster.config(), TemporaryCluster.NODE);
        node.awaitReady(Duration.ofMinutes(1));
        config = Files.writeString(folder.resolve("cluster.yaml"), ConfigWriter.yaml(cluster.config())).toString();
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    @Test
    void tableIsMadeShownListedAndDropped() throws IOException {
        Invocation created = create("shown", "--optimizer", "adamw:learningRate=0.002", "--seed", "9");
        assertEquals(ExitCode.OK, created.exitCode(), created.err());
        JsonNode table = json("tables", "describe", "shown");
        assertEquals("shown", table.at("/spec/name").asText());
        assertEquals(DIMENSION, table.at("/spec/dimension").asInt());
        assertEquals(9, table.at("/spec/seed").asLong());
        assertTrue(table.at("/spec/optimizer").asText().startsWith("adamw:learningRate=0.002,"), table.toString());
        assertTrue(names(json("tables", "list")).contains("shown"));

        assertTrue(json("tables", "drop", "shown").get("existed").asBoolean());
        assertFalse(names(json("tables", "list")).contains("shown"));
        assertFalse(json("tables", "drop", "shown").get("existed").asBoolean());
    }

    @Test
    void tableOfThatNameWithOtherSettingsIsRefusedInOneLineThatShowsTheDifference() {
        assertEquals(ExitCode.OK, create("taken").exitCode());
        assertEquals(ExitCode.OK, create("taken").exitCode());
        Invocation other = create("taken", "--optimizer", "sgd");

        assertEquals(ExitCode.REFUSED, other.exitCode(), other.err());
        assertEquals(1, other.err().lines().count(), other.err());
        assertTrue(other.err().contains("TABLE_MISMATCH") && other.err().contains("optimizer"), other.err());
        assertTrue(other.err().contains("use another name, or drop the existing table first"), other.err());
    }

    @Test
    void aliasIsSetSwitchedListedAndRemoved() throws IOException {
        for (String table : List.of("versions_v6", "versions_v7")) {
            assertEquals(ExitCode.OK, create(table).exitCode());
            JsonNode set = json("alias", "set", "versions@live", table);
            assertEquals("{\"alias\":\"versions@live\",\"table\":\"" + table + "\"}", set.toString());
            assertEquals("[" + set + "]", json("alias", "list").toString());
            assertEquals(table, json("tables", "describe", "versions@live").at("/spec/name").asText());
        }
        String list = run("alias", "list").out();
        assertTrue(list.contains("versions@live  versions_v7"), list);
        Invocation drop = run("tables", "drop", "versions_v7");
        assertEquals(ExitCode.REFUSED, drop.exitCode(), drop.err());
        assertTrue(drop.err().contains("TABLE_HAS_ALIAS") && drop.err().contains("versions@live"), drop.err());

        assertTrue(json("alias", "remove", "versions@live").get("existed").asBoolean());
        assertFalse(json("alias", "remove", "versions@live").get("existed").asBoolean());
        assertEquals("[]", json("alias", "list").toString());
    }

    @Test
    void aliasOfNoTableIsRefusedAndWhatIsNoAliasIsAMistakeOfUsage() {
        Invocation unknown = run("alias", "set", "versions@live", "absent");
        assertEquals(ExitCode.REFUSED, unknown.exitCode(), unknown.err());
        assertTrue(unknown.err().contains("there is no table 'absent'"), unknown.err());
        Invocation wrong = run("alias", "set", "versions", "absent");
        assertEquals(ExitCode.USAGE, wrong.exitCode(), wrong.err());
        assertTrue(wrong.err().contains("as in items@live"), wrong.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--optimizer=sgdd", "--optimizer=sgd:learningRate=x", "--dim=0", "--seed=x"})
    void wrongSettingIsAMistakeOfUsage(String option) {
        Invocation wrong = create("wrong", option);

        assertEquals(ExitCode.USAGE, wrong.exitCode(), wrong.err());
        assertFalse(wrong.err().contains("Exception"), wrong.err());
    }

    @Test
    void lookupTellsPushedRowsFromThoseThatAreNot() throws IOException {
        assertEquals(ExitCode.OK, create("looked-up", "--optimizer", "sgd:learningRate=1", "--initializer", "zeros")
            .exitCode());
        push("looked-up", -7);
        JsonNode rows = json("lookup", "looked-up", "--", "-7", "42");

        assertEquals(2, rows.size());
        assertEquals(-7, rows.at("/0/key").asLong());
        assertTrue(rows.at("/0/exists").asBoolean());
        assertEquals(2, rows.at("/0/pushes").asLong());
        assertTrue(rows.at("/0/position").asLong() > 0, rows.toString());
        assertTrue(rows.at("/0/ageSeconds").asLong() >= 0, rows.toString());
        assertEquals(DIMENSION, rows.at("/0/weights").size());
        assertEquals(-2, rows.at("/0/weights/5").asDouble());
        assertFalse(rows.at("/1/exists").asBoolean());
        assertEquals(-1, rows.at("/1/ageSeconds").asLong());

        String text = run("lookup", "looked-up", "42", "--", "-7").out();
        assertTrue(text.contains("-2.0000 -2.0000 -2.0000 -2.0000 … (6 weights)"), text);
    }

    @Test
    void lookupInATableThatIsNotThereNamesThoseThatAre() {
        assertEquals(ExitCode.OK, create("there").exitCode());
        Invocation lookup = run("lookup", "not-there", "1");

        assertEquals(ExitCode.FAILED, lookup.exitCode());
        assertTrue(lookup.err().contains("no table 'not-there', there are [") && lookup.err().contains("there"),
            lookup.err());
        assertEquals(1, lookup.err().lines().count(), lookup.err());
    }

    @Test
    void statusCountsRowsOverAllShardsAndNamesLeaders() throws IOException {
        assertEquals(ExitCode.OK, create("counted").exitCode());
        push("counted", 1, 2, 3, 4, 5, 6, 7, 8, 9);
        JsonNode status = json("status");

        assertEquals(3, status.get("replicas").size());
        status.get("replicas").forEach(replica -> {
            assertEquals("node-1", replica.get("node").asText());
            assertEquals("LEADER", replica.get("role").asText());
            assertTrue(replica.get("position").asLong() > 0, status.toString());
        });
        JsonNode table = StreamSupport.stream(status.get("tables").spliterator(), false)
            .filter(candidate -> candidate.get("table").asText().equals("counted"))
            .findFirst().orElseThrow();
        assertEquals(9, table.get("rows").asLong());
        assertTrue(table.get("bytes").asLong() > 9 * DIMENSION * Float.BYTES, table.toString());
        assertTrue(run("status").out().contains("shard-1"), run("status").out());
    }

    /** Pushes gradients of ones, twice. */
    private static void push(String name, long... keys) {
        try (EmbeddingClient client = EmbeddingClient.connect(
            new ClientContext().cluster(cluster.config()).transport(Transport.IPC))) {
            Table table = client.table(name);
            UnsafeBuffer ones = new UnsafeBuffer(ByteBuffer.allocateDirect(keys.length * table.rowBytes()));
            for (int offset = 0; offset < ones.capacity(); offset += Float.BYTES) {
                ones.putFloat(offset, 1);
            }
            client.push(table, keys, keys.length, ones);
            client.push(table, keys, keys.length, ones);
            client.flush();
        }
    }

    private static Invocation create(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("tables", "create", name));
        if (List.of(options).stream().noneMatch(option -> option.startsWith("--dim"))) {
            arguments.addAll(List.of("--dim", Integer.toString(DIMENSION)));
        }
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    /** With the options first: keys may follow two dashes. */
    private static Invocation run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(wordsOfCommand(arguments), List.of("--config", config));
        return Invocation.of(all.toArray(String[]::new));
    }

    private static int wordsOfCommand(String... arguments) {
        return List.of("tables", "alias").contains(arguments[0]) ? 2 : 1;
    }

    private static JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(wordsOfCommand(arguments), "--json");
        Invocation run = run(all.toArray(String[]::new));
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        return new JsonMapper().readTree(run.out());
    }

    private static List<String> names(JsonNode tables) {
        return StreamSupport.stream(tables.spliterator(), false).map(table -> table.at("/spec/name").asText()).toList();
    }
}
