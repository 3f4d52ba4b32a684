package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cairn bench} with few rows: what the reports say, not how fast anything is. */
@Tag("slow")
class BenchCommandTest {

    /** What a process ends with after SIGTERM; unlike SIGINT, a shell never lets its children ignore it. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"pull, ipc", "pull, udp", "push, udp"})
    void reportHasFiguresAndAllThatRepeatsThem(String bench, String transport) throws IOException {
        Invocation run = Invocation.of("bench", bench, "--dim", "16", "--rows", "2000", "--batch", "100",
            "--in-flight", "4", "--transport", transport, "--seconds", "1", "--against", "none", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode report = new JsonMapper().readTree(run.out());
        assertEquals(bench, report.get("bench").asText());
        assertEquals(2000, report.at("/workload/rows").asLong());
        assertEquals(Runtime.version().toString(), report.at("/machine/jdk").asText());
        JsonNode cairn = report.at("/systems/0");
        assertEquals("cairn", cairn.get("system").asText());
        assertTrue(cairn.get("rowsPerSecond").asDouble() > 0, run.out());
        assertTrue(cairn.at("/latencyMicros/p99").asDouble() >= cairn.at("/latencyMicros/p50").asDouble(), run.out());
        assertTrue(cairn.get("settings").asText().contains(transport), run.out());
    }

    @Test
    void candidatesAreCountedForEachWayToEncodeThem() throws IOException {
        Invocation run = Invocation.of("bench", "candidates", "--history", "10", "--dim", "8", "--layers", "1",
            "--candidates", "5", "--microbatch", "2", "--seconds", "1", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode report = new JsonMapper().readTree(run.out());
        assertTrue(report.get("oneByOne").asDouble() > 0, run.out());
        assertEquals(5, report.at("/requests/0/candidates").asInt());
        for (String way : List.of("oneBatch", "microbatches", "kept")) {
            assertTrue(report.at("/requests/0/" + way).asDouble() > 0, run.out());
        }
        assertEquals(ExitCode.USAGE, Invocation.of("bench", "candidates", "--history", "1").exitCode());
    }

    @Test
    void terminatedBenchmarkEndsItsNodeAndLeavesNothingBehind() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.cairn.ops.cli.CairnCommand"));
        command.addAll(List.of("bench", "pull", "--rows", "2000", "--batch", "100", "--seconds", "600", "--against",
            "none"));
        Process bench = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = bench.inputReader();
        assertTrue(output.lines().anyMatch(line -> line.startsWith("cairn, loading")), "benchmark ended by itself");
        List<ProcessHandle> nodes = bench.descendants().toList();
        bench.toHandle().destroy();
        output.lines().forEach(line -> { });

        assertTrue(bench.waitFor(1, TimeUnit.MINUTES));
        assertEquals(TERMINATED, bench.exitValue());
        assertEquals(1, nodes.size());
        assertFalse(nodes.get(0).isAlive());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.filter(path -> path.toString().contains("cairn-bench")).toList());
        }
    }

    @Test
    void storeIsComparedWithThePlainMapAndTheLimit() throws IOException {
        Invocation run = Invocation.of("bench", "store", "--rows", "8192", "--seconds", "1", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode works = new JsonMapper().readTree(run.out()).get("works");
        assertEquals(2, works.size());
        for (JsonNode work : works) {
            double store = work.get("store").asDouble();
            assertEquals(store / work.get("chronicleMap").asDouble(), work.get("timesChronicleMap").asDouble(), 1e-9);
            assertEquals(store / work.get("limit").asDouble(), work.get("shareOfLimit").asDouble(), 1e-9);
        }
    }

    @Test
    void snapshotReportHasBothPhasesAndTheRestart() throws IOException {
        Invocation run = Invocation.of("bench", "snapshot", "--dim", "16", "--rows", "20000", "--batch", "100",
            "--seconds", "1", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode report = new JsonMapper().readTree(run.out());
        assertEquals(20_000, report.at("/workload/rows").asLong());
        for (String phase : List.of("/plain", "/during")) {
            assertTrue(report.at(phase + "/pushedRowsPerSecond").asDouble() > 0, run.out());
            assertTrue(report.at(phase + "/longestGapMs").asDouble() > 0, run.out());
        }
        long rowBytes = 8 + 16 + 2 * 4 * 16;
        assertTrue(report.get("snapshotBytes").asLong() > 20_000 * rowBytes, run.out());
        assertTrue(report.get("restartSeconds").asDouble() > 0, run.out());
        assertTrue(report.get("readSeconds").asDouble() > 0, run.out());
        assertTrue(report.get("readWholeSeconds").asDouble() > 0, run.out());
    }

    @Test
    void replayReportHasTheRateOfThePushesAndThatOfTheirReplay() throws IOException {
        Invocation run = Invocation.of("bench", "replay", "--dim", "16", "--rows", "20000", "--batch", "100",
            "--seconds", "1", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode report = new JsonMapper().readTree(run.out());
        double pushed = report.at("/load/pushedRowsPerSecond").asDouble() * report.at("/load/seconds").asDouble();
        double longer = report.get("replaySeconds").asDouble() - report.get("restartSeconds").asDouble();
        assertTrue(pushed > 0, run.out());
        assertEquals(pushed / longer, report.get("replayedRowsPerSecond").asDouble(), Math.abs(1e-6 * pushed / longer));
    }

    @Test
    void lookupsOverGrpcAreSentAtTheirRateAndAllAnswered() throws IOException {
        Invocation run = Invocation.of("bench", "grpc", "--dim", "16", "--rows", "2000", "--batch", "100",
            "--seconds", "1", "--json");

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        JsonNode report = new JsonMapper().readTree(run.out());
        assertEquals(500, report.get("requestsPerSecond").asInt());
        assertEquals(0, report.get("failed").asLong());
        assertTrue(report.get("answered").asLong() > 0, run.out());
        assertTrue(report.at("/latencyMicros/p99").asDouble() >= report.at("/latencyMicros/p50").asDouble(), run.out());
    }

    @Test
    void batchLargerThanTheTableIsAMistakeOfUsage() {
        Invocation wrong = Invocation.of("bench", "pull", "--rows", "10", "--batch", "11", "--against", "none");

        assertEquals(ExitCode.USAGE, wrong.exitCode());
        assertTrue(wrong.err().contains("--batch must be 1 to 100,000 and at most rows, got 11"), wrong.err());
    }
}
