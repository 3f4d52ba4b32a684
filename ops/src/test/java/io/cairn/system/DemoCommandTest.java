package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn demo} on a small data set. */
@Tag("slow")
@Timeout(120)
class DemoCommandTest {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path folder;

    @Test
    void endsWithMetricsBesidePopularityAndTheRowOfAnItemAndLeavesNothingBehind() throws IOException {
        String data = SmallRatings.write(folder).toString();
        Set<String> filesBefore = filesOfDemos();
        Invocation demo = Invocation.of("demo", "--data", data, "--epochs", "1", "--json");

        assertEquals(ExitCode.OK, demo.exitCode(), demo.err());
        JsonNode report = new JsonMapper().readTree(demo.out());
        assertTrue(report.at("/training/metrics/hstu/hr10").isNumber(), demo.out());
        assertTrue(report.at("/training/metrics/popularity/hr10").isNumber(), demo.out());
        assertTrue(report.at("/item/exists").asBoolean(), demo.out());
        assertTrue(report.at("/item/pushes").asLong() > 0, demo.out());
        assertTrue(report.at("/item/position").asLong() > 0, demo.out());
        assertEquals(50, report.at("/item/weights").size());

        assertEquals(filesBefore, filesOfDemos());
        assertEquals(0, ProcessHandle.current().descendants().count(), "processes");
        assertEquals(Set.of(), Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("cairn-"))
            .collect(Collectors.toSet()));
    }

    /** What a demo makes has its name in the temporary folder and in shared memory. */
    private static Set<String> filesOfDemos() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path place : new Path[] {Path.of(System.getProperty("java.io.tmpdir")), SHARED_MEMORY}) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.map(Path::toString).filter(name -> name.contains("demo")).forEach(names::add);
                }
            }
        }
        return names;
    }
}
