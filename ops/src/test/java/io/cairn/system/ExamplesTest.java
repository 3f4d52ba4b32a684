package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.Transport;
import io.cairn.config.ClusterConfig;
import io.cairn.ops.examples.FirstTable;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs that people begin from do what they say. */
@Timeout(120)
final class ExamplesTest {

    private static final int EXAMPLE_INDENT = 8;

    @Test
    void firstTableLearns() {
        try (TemporaryCluster cluster = new TemporaryCluster("examples", 1);
            CairnNode node = launch(cluster.config())) {
            node.awaitReady(Duration.ofSeconds(60));
            float[] weights = FirstTable.train(new ClientContext().cluster(cluster.config()).transport(Transport.IPC));
            assertArrayEquals(new float[] {0, -0.5f, -1, -1.5f}, weights);
        }
    }

    @Test
    void javadocAndReadmeShowTheExampleAsItIsCompiled() throws IOException {
        String example = between(read("ops/src/main/java/io/cairn/ops/examples/FirstTable.java"),
            "        // the example begins\n", "        // the example ends").indent(-EXAMPLE_INDENT);
        String javadoc = between(read("ps-client/src/main/java/io/cairn/client/EmbeddingClient.java"),
            " * <pre>{@code\n", " * }</pre>").replaceAll("(?m)^ \\* ", "");

        assertEquals(example, javadoc);
        assertTrue(read("README.md").contains("```java\n" + example + "```"), "README.md shows another example");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("cairn.root"), file));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static CairnNode launch(ClusterConfig config) {
        return CairnNode.launch(config, config.nodes().get(0).name());
    }
}
