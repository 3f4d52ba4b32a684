package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node finds again on its data directory, and which data directories it does not touch. */
class RestartTest {

    private static final long CLIENT = 42;
    private static final int PUSHES = 20;
    private static final long[] KEYS = LongStream.range(-50, 50).toArray();

    @TempDir
    private Path folder;

    @Test
    void aRestartReplaysTheLogToEqualRowsAndRememberedSequences() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        float[][] before;
        int table;
        try (CairnNode node = NodeKit.start(cluster)) {
            table = createTable(cluster);
            before = pushAndPull(cluster, table);
            assertEquals(0, node.errors());
        }
        try (CairnNode node = NodeKit.start(cluster);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            assertEquals(PUSHES, shard.open(CLIENT));
            assertArrayEquals(before, shard.pull(table, 0, KEYS));
            assertEquals(table, createTable(cluster));
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aNodeStartsAtOnceWhereAnotherProcessWasKilled() throws IOException, InterruptedException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        int table;
        float[][] before;
        Process process = NodeProcess.start(folder, cluster);
        try {
            table = createTable(cluster);
            before = pushAndPull(cluster, table);
        } finally {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        try (CairnNode node = NodeKit.start(cluster);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            assertEquals(PUSHES, shard.open(CLIENT));
            assertArrayEquals(before, shard.pull(table, 0, KEYS));
            assertTrue(node.ready());
        }
    }

    @Test
    void aDataDirectoryInUseIsRefusedByName() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster)) {
            IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> CairnNode.launch(cluster, NodeKit.NODE));
            assertTrue(refusal.getMessage().contains("data directory " + NodeKit.node(cluster).dataDirectory()),
                refusal.getMessage());
            assertTrue(refusal.getMessage().contains("in use"), refusal.getMessage());
            assertTrue(node.ready());
        }
    }

    @Test
    void aDriverDirectoryInUseIsRefusedByName() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        NodeConfig config = NodeKit.node(cluster);
        NodeConfig intruder = new NodeConfig(NodeKit.NODE, config.host(), config.basePort() + 20, 0,
            folder.resolve("other-data"), config.aeronDirectory());
        ClusterConfig other = with(cluster, "test", cluster.slotCount(), intruder);
        try (CairnNode node = NodeKit.start(cluster)) {
            IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> CairnNode.launch(other, NodeKit.NODE));
            assertTrue(refusal.getMessage().contains("a media driver lives in"), refusal.getMessage());
            assertTrue(node.ready());
        }
    }

    @Test
    void aDataDirectoryMadeForSomethingElseIsRefusedByName() throws IOException {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        NodeConfig config = NodeKit.node(cluster);
        NodeLock.take(cluster, config).close();
        assertRefused(with(cluster, "other", 16, config), "cluster=test there, cluster=other configured");
        assertRefused(with(cluster, "test", 32, config), "slots=16 there, slots=32 configured");
        Path mark = config.dataDirectory().resolve("cairn-node.mark");
        List<String> lines = Files.readAllLines(mark);
        Files.write(mark, lines.stream().map(line -> line.replace("node=node-0", "node=node-9")).toList());
        assertRefused(cluster, "node=node-9 there, node=node-0 configured");
        Files.write(mark, lines.stream().map(line -> line.replace("shard-0:node-0", "shard-0:node-1,node-0")).toList());
        assertRefused(cluster, "shard-0:node-1,node-0 there, members=directory:node-0 shard-0:node-0 configured");
        Files.write(mark, List.of("format=0"));
        assertRefused(cluster, "format=0, this release reads format=1");
    }

    private static void assertRefused(ClusterConfig cluster, String reason) {
        IllegalStateException refusal =
            assertThrows(IllegalStateException.class, () -> CairnNode.launch(cluster, NodeKit.NODE));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private static ClusterConfig with(ClusterConfig cluster, String name, int slots, NodeConfig node) {
        return new ClusterConfig(name, slots, List.of(node), cluster.directory(), cluster.shards(),
            cluster.channels(), cluster.limits(), cluster.timeouts(), cluster.snapshots(), cluster.checkpoints(),
            cluster.access());
    }

    private static int createTable(ClusterConfig cluster) {
        try (RawClient directory =
            RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID)) {
            directory.open(1);
            return directory.create(NodeKit.sumTable("sums"));
        }
    }

    private static float[][] pushAndPull(ClusterConfig cluster, int table) {
        try (RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            shard.open(CLIENT);
            for (int sequence = 1; sequence <= PUSHES; sequence++) {
                shard.sendPush(new PushOf(CLIENT, sequence, table, NodeKit.DIMENSION), 1f / sequence, KEYS);
            }
            shard.awaitAck(PUSHES);
            return shard.pull(table, shard.position(), KEYS);
        }
    }

    /** A node in a process of its own, to be killed. */
    private static final class NodeProcess {

        private NodeProcess() {
        }

        static Process start(Path folder, ClusterConfig cluster) throws IOException {
            File out = folder.resolve("process.log").toFile();
            Process process = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "@" + System.getProperty("cairn.root") + "/jvm.options",
                "-cp", System.getProperty("java.class.path"),
                NodeMain.class.getName(), folder.toString(),
                Integer.toString(NodeKit.node(cluster).basePort()))
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
            awaitReady(process, out.toPath());
            return process;
        }

        private static void awaitReady(Process process, Path out) throws IOException {
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.readString(out).contains(NodeMain.READY)) {
                if (!process.isAlive() || System.nanoTime() - endNs > 0) {
                    process.destroyForcibly();
                    throw new AssertionError("node process did not start: " + Files.readString(out));
                }
                Thread.onSpinWait();
            }
        }
    }
}
