package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.run.TemporaryCluster;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code cairn up} where something stands in the way. */
@Timeout(60)
class UpCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"REQUESTS", "RESPONSES"})
    void takenUdpPortIsOneLineWithTheEndpointAndWhatToDo(PortRole role) throws IOException {
        try (TemporaryCluster cluster = new TemporaryCluster("udp", 1)) {
            NodeConfig node = cluster.config().node(TemporaryCluster.NODE);
            try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(node.host(), node.port(0, role)))) {
                Invocation up = up(cluster.config(), 0);

                assertEquals(ExitCode.FAILED, up.exitCode(), up.err());
                assertEquals("cairn: cannot listen on " + node.host() + ":" + taken.getLocalPort() + " over UDP "
                    + "(Address already in use): stop what listens there or change basePort",
                    up.err().strip());
            }
        }
    }

    @Test
    void takenHttpPortIsOneLineWithTheEndpointAndWhatToDo() throws IOException {
        try (TemporaryCluster cluster = new TemporaryCluster("http", 1);
            ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Invocation up = up(cluster.config(), taken.getLocalPort());

            assertEquals(ExitCode.FAILED, up.exitCode(), up.err());
            assertEquals(1, up.err().lines().count(), up.err());
            assertTrue(up.err().startsWith("cairn: cannot serve HTTP on 127.0.0.1:" + taken.getLocalPort()), up.err());
            assertTrue(up.err().strip().endsWith("stop what listens there or change httpPort"), up.err());
        }
    }

    private Invocation up(ClusterConfig config, int httpPort) throws IOException {
        String settings = ConfigWriter.yaml(config).replace("httpPort: 0", "httpPort: " + httpPort);
        Path file = Files.writeString(folder.resolve("cluster.yaml"), settings);
        return Invocation.of("up", "--config", file.toString());
    }
}
