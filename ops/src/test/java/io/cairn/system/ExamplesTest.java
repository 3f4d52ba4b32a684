package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.cairn.client.ClientContext;
import io.cairn.client.Transport;
import io.cairn.config.ClusterConfig;
import io.cairn.ops.examples.FirstTable;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs that people begin from do what they say. */
@Timeout(120)
final class ExamplesTest {

    @Test
    void firstTableLearns() {
        try (TemporaryCluster cluster = new TemporaryCluster("examples", 1);
            CairnNode node = launch(cluster.config())) {
            node.awaitReady(Duration.ofSeconds(60));
            float[] weights = FirstTable.train(new ClientContext().cluster(cluster.config()).transport(Transport.IPC));
            assertArrayEquals(new float[] {0, -0.5f, -1, -1.5f}, weights);
        }
    }

    private static CairnNode launch(ClusterConfig config) {
        return CairnNode.launch(config, config.nodes().get(0).name());
    }
}
