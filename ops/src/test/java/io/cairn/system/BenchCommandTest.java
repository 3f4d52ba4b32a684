package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cairn bench} with few rows: what the reports say, not how fast anything is. */
@Tag("slow")
class BenchCommandTest {

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
    }

    @Test
    void batchLargerThanTheTableIsAMistakeOfUsage() {
        Invocation wrong = Invocation.of("bench", "pull", "--rows", "10", "--batch", "11", "--against", "none");

        assertEquals(ExitCode.USAGE, wrong.exitCode());
        assertTrue(wrong.err().contains("--batch must be 1 to 100,000 and at most rows, got 11"), wrong.err());
    }
}
