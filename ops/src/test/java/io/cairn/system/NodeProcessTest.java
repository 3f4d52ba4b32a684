package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.RunException;
import io.cairn.ops.run.TemporaryCluster;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cairn node} in processes of their own. */
@Tag("slow")
class NodeProcessTest {

    @Test
    void dataBelongsToOneProcess() {
        try (TemporaryCluster cluster = new TemporaryCluster("twice", 1);
            NodeProcess first = NodeProcess.start(cluster.config(), TemporaryCluster.NODE)) {
            RunException refusal = assertThrows(RunException.class,
                () -> NodeProcess.start(cluster.config(), TemporaryCluster.NODE).close());

            assertTrue(refusal.getMessage().contains("in use by process " + first.pid()), refusal.getMessage());
        }
    }

    @Test
    void killedNodeStartsAgainOnItsData() {
        try (TemporaryCluster cluster = new TemporaryCluster("killed", 2)) {
            NodeProcess.start(cluster.config(), TemporaryCluster.NODE).kill();
            try (NodeProcess again = NodeProcess.start(cluster.config(), TemporaryCluster.NODE)) {
                assertTrue(ProcessHandle.of(again.pid()).orElseThrow().isAlive());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --name=other | --name must be one of [node-1]
        --port=1     | Unknown option: '--port=1'
        """)
    void nodeThatIsNotInTheSettingsIsAMistakeOfUsage(String option, String reason) {
        Invocation node = Invocation.of(List.of("node", option).toArray(String[]::new));

        assertEquals(ExitCode.USAGE, node.exitCode());
        assertTrue(node.err().contains(reason), node.err());
    }
}
