package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.config.ConfigWriter;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.TemporaryCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn train} with the rows in a node, each in a process of its own. */
@Tag("slow")
class TrainingThroughNodeTest {

    private static final String MAIN_CLASS = "io.cairn.ops.cli.CairnCommand";
    /** What a process ends with after SIGTERM; unlike SIGINT, a shell never lets its children ignore it. */
    private static final int TERMINATED = 143;
    private static final String EPOCHS = "3";

    @TempDir
    private Path folder;

    @Test
    void rowsInTheClusterTrainAsRowsInTheProcessDo() throws IOException {
        try (TemporaryCluster cluster = new TemporaryCluster("train", 2);
            NodeProcess node = NodeProcess.start(cluster.config(), TemporaryCluster.NODE)) {
            assertTrue(ProcessHandle.of(node.pid()).isPresent());
            String config = settings(cluster);
            Path here = folder.resolve("local.jsonl");
            Path there = folder.resolve("cluster.jsonl");
            Invocation local = Invocation.of(arguments(
                "--epochs", EPOCHS, "--embeddings", "local", "--metrics", here.toString()));
            Invocation remote = Invocation.of(arguments(
                "--epochs", EPOCHS, "--config", config, "--metrics", there.toString()));

            assertEquals(ExitCode.OK, local.exitCode(), local.err());
            assertEquals(ExitCode.OK, remote.exitCode(), remote.err());
            assertEquals(losses(here), losses(there));
            assertEquals(Integer.parseInt(EPOCHS), losses(there).size());
        }
    }

    @Test
    void recommendationsAreMadeFromTheRowsOfTheCluster() throws IOException {
        try (TemporaryCluster cluster = new TemporaryCluster("recommend", 2);
            NodeProcess node = NodeProcess.start(cluster.config(), TemporaryCluster.NODE)) {
            assertTrue(ProcessHandle.of(node.pid()).isPresent());
            String[] there = {"--config", settings(cluster), "--checkpoint", "there"};
            String[] here = {"--embeddings", "local", "--config", settings(cluster), "--checkpoint", "here"};
            for (String[] place : List.of(there, here)) {
                Invocation train = Invocation.of(arguments(with(place, "--epochs", EPOCHS)));
                assertEquals(ExitCode.OK, train.exitCode(), train.err());
            }
            String[] asked = {"--user", "7", "--top", "5", "--json"};
            Invocation remote = Invocation.of(recommend(with(there, asked)));
            Invocation local = Invocation.of(recommend(with(here, asked)));

            assertEquals(ExitCode.OK, remote.exitCode(), remote.err());
            assertEquals(local.out(), remote.out());
            Invocation untrained = Invocation.of(recommend(with(there, "--user", "7", "--table", "others")));
            assertEquals(ExitCode.FAILED, untrained.exitCode());
            assertTrue(untrained.err().contains("no table 'others'"), untrained.err());
        }
    }

    @Test
    void interruptedTrainingGoesOnWhereItStopped() throws IOException, InterruptedException {
        try (TemporaryCluster cluster = new TemporaryCluster("interrupt", 1);
            NodeProcess node = NodeProcess.start(cluster.config(), TemporaryCluster.NODE)) {
            assertTrue(ProcessHandle.of(node.pid()).isPresent());
            String config = settings(cluster);
            Path metrics = folder.resolve("metrics.jsonl");
            String[] options = {"--config", config, "--checkpoint", "interrupted",
                "--metrics", metrics.toString()};
            Process endless = train(arguments(with(options, "--epochs", "100000")));
            awaitSecondEpoch(endless);
            endless.destroy();
            assertTrue(endless.waitFor(1, TimeUnit.MINUTES));

            assertEquals(TERMINATED, endless.exitValue());
            int done = losses(metrics).size();
            Invocation more = Invocation.of(arguments(
                with(options, "--epochs", Integer.toString(done + 2), "--resume", "--json")));
            assertEquals(ExitCode.OK, more.exitCode(), more.err());
            assertEquals(done + 2, new JsonMapper().readTree(more.out()).get("epochs").asInt());
            assertEquals(done + 2, losses(metrics).size());
        }
    }

    private String settings(TemporaryCluster cluster) throws IOException {
        return Files.writeString(folder.resolve("cluster.yaml"), ConfigWriter.yaml(cluster.config())).toString();
    }

    private String[] arguments(String... options) throws IOException {
        String[] fixed = {"train", "--data", SmallRatings.write(folder).toString(), "--dim", "8", "--batch",
            "16", "--negatives", "4", "--max-length", "10"};
        return with(fixed, options);
    }

    private String[] recommend(String... options) throws IOException {
        String[] train = arguments(options);
        train[0] = "recommend";
        return train;
    }

    private static String[] with(String[] first, String... second) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(second));
        return all.toArray(String[]::new);
    }

    private static Process train(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Progress is read on, so that the process never waits for its reader. */
    private static void awaitSecondEpoch(Process training) {
        BufferedReader output = training.inputReader();
        assertTrue(output.lines().anyMatch(line -> line.startsWith("epoch 2/")), "training ended by itself");
        Thread drain = new Thread(() -> output.lines().forEach(ignored -> { }), "training-output");
        drain.setDaemon(true);
        drain.start();
    }

    /** Loss of each epoch, in the order of the file. */
    private static List<Double> losses(Path metrics) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(metrics)) {
            JsonNode epoch = new JsonMapper().readTree(line);
            assertEquals(losses.size() + 1, epoch.get("epoch").asInt());
            losses.add(epoch.get("loss").asDouble());
        }
        return losses;
    }
}
