package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn train} and {@code cairn eval} with the rows in the process. */
@Tag("slow")
class TrainingCommandTest {

    @TempDir
    private Path folder;

    @Test
    void trainingGoesOnFromItsCheckpointAndEvaluatesTheSame() throws IOException {
        String data = SmallRatings.write(folder).toString();
        String checkpoint = "run1";
        String metrics = folder.resolve("metrics.jsonl").toString();
        Invocation first = train(data, "--epochs", "1", "--checkpoint", checkpoint, "--metrics", metrics);
        Invocation second = train(data, "--epochs", "3", "--checkpoint", checkpoint, "--resume",
            "--metrics", metrics, "--json");

        assertEquals(ExitCode.OK, first.exitCode(), first.err());
        assertTrue(first.out().contains("popularity") && first.out().contains("item-knn"), first.out());
        assertEquals(ExitCode.OK, second.exitCode(), second.err());
        assertEquals(3, Files.readAllLines(Path.of(metrics)).size());
        JsonNode trained = new JsonMapper().readTree(second.out());
        assertEquals(3, trained.get("epochs").asInt());

        Invocation eval = run("eval", data, "--epochs", "3", "--checkpoint", checkpoint, "--json");
        assertEquals(ExitCode.OK, eval.exitCode(), eval.err());
        assertEquals(trained.get("metrics"), new JsonMapper().readTree(eval.out()).get("metrics"));
    }

    @Test
    void checkpointOfAnotherModelIsRefusedInOneLine() throws IOException {
        String data = SmallRatings.write(folder).toString();
        String checkpoint = "run1";
        assertEquals(ExitCode.OK, train(data, "--epochs", "1", "--checkpoint", checkpoint).exitCode());
        Invocation other = train(data, "--epochs", "2", "--checkpoint", checkpoint, "--resume", "--layers", "3");

        assertEquals(ExitCode.FAILED, other.exitCode());
        assertEquals(1, other.err().lines().count(), other.err());
        assertTrue(other.err().contains("use the same settings or another directory"), other.err());
    }

    @Test
    void shorteningShowsInTheReportedSparsityAndInNothingThatIsEvaluated() throws IOException {
        String data = SmallRatings.write(folder).toString();
        JsonNode whole = new JsonMapper().readTree(train(data, "--epochs", "1", "--json").out());
        Invocation train = train(data, "--epochs", "1", "--stochastic-length", "1.2", "--stochastic-selection",
            "greedy", "--json");

        assertEquals(ExitCode.OK, train.exitCode(), train.err());
        JsonNode shortened = new JsonMapper().readTree(train.out());
        assertTrue(shortened.get("sparsity").asDouble() > whole.get("sparsity").asDouble(), shortened.toString());
        assertEquals(whole.get("metrics").get("popularity"), shortened.get("metrics").get("popularity"));
        Invocation byDefault = train(data, "--epochs", "1", "--stochastic-length", "1.2", "--json");
        assertEquals(ExitCode.OK, byDefault.exitCode(), byDefault.err());
    }

    @Test
    void shorteningWithoutAnAlphaOrWithOneOutOfRangeIsAMistakeOfUsage() {
        assertEquals(ExitCode.USAGE, train("anything", "--stochastic-selection", "greedy").exitCode());
        Invocation outOfRange = train("anything", "--stochastic-length", "2.5");
        assertEquals(ExitCode.USAGE, outOfRange.exitCode());
        assertTrue(outOfRange.err().contains("at most 2"), outOfRange.err());
    }

    @Test
    void malformedDataIsNamedWithFileAndLine() throws IOException {
        Path file = folder.resolve("ratings");
        Files.write(file, List.of("1 2", "1 3", "one 4"));
        Invocation train = train(file.toString());

        assertEquals(ExitCode.FAILED, train.exitCode());
        assertTrue(train.err().contains("ratings:3"), train.err());
        assertFalse(train.err().contains("\tat "), train.err());
    }

    @Test
    void recommendationsAreItemsThatTheUserHasNotHadBestFirst() throws IOException {
        String data = SmallRatings.write(folder).toString();
        assertEquals(ExitCode.OK, train(data, "--epochs", "2", "--checkpoint", "run1").exitCode());
        Invocation text = run("recommend", data, "--checkpoint", "run1", "--user", "7", "--top", "5");
        Invocation json = run("recommend", data, "--checkpoint", "run1", "--user", "7", "--top", "5", "--json");

        assertEquals(ExitCode.OK, text.exitCode(), text.err());
        assertTrue(text.out().startsWith("user 7, who has 12 events"), text.out());
        assertEquals(7, text.out().lines().count(), text.out());
        JsonNode items = new JsonMapper().readTree(json.out()).get("items");
        assertEquals(5, items.size());
        List<String> had = Files.readAllLines(Path.of(data)).stream().filter(line -> line.startsWith("7 ")).toList();
        for (int place = 0; place < items.size(); place++) {
            assertFalse(had.contains("7 " + items.get(place).get("item").asInt()), json.out());
            assertTrue(place == 0 || items.get(place - 1).get("score").asDouble()
                >= items.get(place).get("score").asDouble(), json.out());
        }
    }

    @Test
    void whoIsNotInTheDataAndWhatWasNotTrainedIsNamed() throws IOException {
        String data = SmallRatings.write(folder).toString();
        Invocation untrained = run("recommend", data, "--checkpoint", "run1", "--user", "7");
        assertEquals(ExitCode.FAILED, untrained.exitCode());
        assertTrue(untrained.err().contains("there is no checkpoint in"), untrained.err());

        Invocation nobody = run("recommend", data, "--checkpoint", "run1", "--user", "1000");
        assertEquals(ExitCode.FAILED, nobody.exitCode());
        assertTrue(nobody.err().contains("the data has no user 1000"), nobody.err());

        assertEquals(ExitCode.USAGE, run("recommend", data, "--user", "7").exitCode());
        assertEquals(ExitCode.USAGE,
            run("recommend", data, "--checkpoint", "run1", "--user", "7", "--top", "0").exitCode());
    }

    @Test
    void evaluationWithoutACheckpointIsAMistakeOfUsage() {
        assertEquals(ExitCode.USAGE, run("eval", "anything").exitCode());
    }

    @Test
    void checkpointThatIsThereIsNotTrainedOverWithoutBeingAsked() throws IOException {
        String data = SmallRatings.write(folder).toString();
        Invocation nothing = train(data, "--epochs", "1", "--checkpoint", "run1", "--resume");
        assertEquals(ExitCode.FAILED, nothing.exitCode());
        assertTrue(nothing.err().contains("without --resume training begins anew"), nothing.err());

        assertEquals(ExitCode.OK, train(data, "--epochs", "1", "--checkpoint", "run1").exitCode());
        Invocation again = train(data, "--epochs", "2", "--checkpoint", "run1");
        assertEquals(ExitCode.FAILED, again.exitCode());
        assertTrue(again.err().contains("--resume goes on from it"), again.err());

        assertEquals(ExitCode.USAGE, train(data, "--resume").exitCode());
        assertEquals(ExitCode.USAGE, train(data, "--checkpoint", "a/b").exitCode());
        assertEquals(ExitCode.USAGE, train(data, "--checkpoint", "..").exitCode());
    }

    /** Of a cluster that nobody started: it says where checkpoints are. */
    private Path settings() {
        try {
            return Files.writeString(folder.resolve("cluster.yaml"), "checkpoints: {directory: checkpoints}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Invocation train(String data, String... options) {
        return run("train", data, options);
    }

    private Invocation run(String command, String data, String... options) {
        String[] fixed = {command, "--data", data, "--embeddings", "local", "--dim", "8", "--heads", "1", "--batch",
            "16", "--negatives", "4", "--max-length", "10", "--config", settings().toString()};
        String[] all = new String[fixed.length + options.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(options, 0, all, fixed.length, options.length);
        return Invocation.of(all);
    }
}
