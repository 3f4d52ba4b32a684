package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.ops.cli.CairnCommand;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** {@code cairn gateway} in a process of its own, which reaches the cluster over UDP. */
@Tag("slow")
@Timeout(120)
class GatewayProcessTest {

    private static final String HOST = "127.0.0.1";
    private static final Pattern READY =
        Pattern.compile("ready: door, for HTTP at " + HOST + ":(\\d+), for clients of Redis at " + HOST + ":(\\d+)");
    /** What a process that SIGTERM ended in order exits with. */
    private static final int TERMINATED = 128 + 15;

    @Test
    void answersRowsByAliasAndEndsInOrder() throws Exception {
        try (TemporaryCluster temporary = new TemporaryCluster("door", 1);
            CairnNode node = CairnNode.launch(temporary.config(), TemporaryCluster.NODE)) {
            node.awaitReady(Duration.ofMinutes(1));
            byte[] row = trainAndServe(temporary.config());
            ClusterConfig withDoor = temporary.config()
                .withGateways(List.of(new GatewayConfig("door", HOST, 0, 0)), ServingConfig.defaults());
            assertServesAndEnds(row, start(Files.writeString(
                temporary.folder().resolve("cluster.yaml"), ConfigWriter.yaml(withDoor))));
            assertEquals(0, node.errors());
        }
    }

    private static void assertServesAndEnds(byte[] row, Process gateway) throws Exception {
        try (BufferedReader output = gateway.inputReader()) {
            Matcher ready = awaitReady(output);
            assertAnswers(row, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
            gateway.toHandle().destroy();
            assertTrue(gateway.waitFor(30, TimeUnit.SECONDS), "it is still there");
            assertEquals(TERMINATED, gateway.exitValue());
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertFalse(rest.contains("Exception"), rest);
        } finally {
            gateway.destroyForcibly();
        }
    }

    /** Makes a table with a row of key 7 and an alias of it; returns the row's bytes. */
    private static byte[] trainAndServe(ClusterConfig cluster) {
        try (EmbeddingClient trainer =
            EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC))) {
            Table items = trainer.createTable(new TableSpec("items_v1", 2, DType.FLOAT32, new InitializerSpec.Zeros(),
                new OptimizerSpec.Sgd(1, 0), 5, 100));
            trainer.setAlias("items@live", items.name());
            UnsafeBuffer row = new UnsafeBuffer(new byte[items.rowBytes()]);
            row.putFloat(0, 0.5f);
            row.putFloat(Float.BYTES, -3);
            trainer.push(items, new long[] {7}, 1, row);
            trainer.flush();
            trainer.pull(items, new long[] {7}, 1, row);
            return row.byteArray();
        }
    }

    private static Process start(Path settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CairnCommand.class.getName(),
            "gateway", "--config", settings.toString(), "--name", "door"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Matcher awaitReady(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return ready;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("it ended before it was ready:\n" + said);
    }

    private static void assertAnswers(byte[] row, int httpPort, int respPort) throws Exception {
        try (Jedis redis = new Jedis(HOST, respPort)) {
            assertArrayEquals(row, redis.get("items@live:7".getBytes(StandardCharsets.US_ASCII)));
        }
        URI page = URI.create("http://" + HOST + ":" + httpPort + "/v1/tables/items@live/rows/7");
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
            HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"table\":\"items_v1\"") && answer.body().contains("[-0.5,3.0]"),
            answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "node-1"})
    void gatewayThatIsNotInTheSettingsOrRunsInsideANodeIsAMistakeOfUsage(String name) {
        Invocation gateway = Invocation.of("gateway", "--name", name);

        assertEquals(ExitCode.USAGE, gateway.exitCode());
        assertTrue(gateway.err().contains("--name must be one of []; gateways with the name of a node run inside it"),
            gateway.err());
    }
}
