package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ConfigWriter;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.TemporaryCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands when no node is up: they wait as long as a node may need to answer, then say what to do. */
@Tag("slow")
@Timeout(120)
class UnreachableClusterTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"udp", "ipc"})
    void trainingWithoutANodeIsOneLineThatSaysHowToStartOne(String transport) throws IOException {
        try (TemporaryCluster cluster = new TemporaryCluster("nobody", 1)) {
            Path config = Files.writeString(folder.resolve("cluster.yaml"), ConfigWriter.yaml(cluster.config()));
            Invocation train = Invocation.of("train", "--data", SmallRatings.write(folder).toString(), "--dim", "8",
                "--max-length", "10", "--config", config.toString(), "--transport", transport);

            assertEquals(ExitCode.UNREACHABLE, train.exitCode(), train.err());
            assertEquals(1, train.err().lines().count(), train.err());
            assertTrue(train.err().contains("'cairn up' starts a node"), train.err());
        }
    }
}
