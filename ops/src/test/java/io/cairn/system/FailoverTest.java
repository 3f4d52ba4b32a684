package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.client.view.SlotView;
import io.cairn.config.ShardConfig;
import io.cairn.ops.status.SlotDigests;
import io.cairn.ops.verify.ReplicatedProcesses;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, of which one is killed, or loses its disk too. */
@Tag("slow")
class FailoverTest {

    private static final int REPLICAS = 3;
    private static final int DIMENSION = 4;
    private static final int PUSHES = 100;
    private static final long CLIENT = 7;
    private static final long[] KEYS = LongStream.range(-200, 200).toArray();

    @TempDir
    private Path folder;
    private MediaDriver driver;
    private Aeron aeron;

    @BeforeEach
    void connect() {
        driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .asyncExecutorEnabled(false)
            .dirDeleteOnShutdown(true));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    }

    @AfterEach
    void disconnect() {
        aeron.close();
        driver.close();
    }

    @Test
    void killedLeaderIsReplacedAndComesBackWithTheSameRows() {
        try (ReplicatedProcesses nodes = new ReplicatedProcesses(folder, 1, REPLICAS)) {
            int table = createTable(nodes);
            int first = leader(nodes, "shard-0");
            push(nodes, first, table, 0);
            nodes.kill(first);
            int second = nextLeader(nodes, first);
            long position = push(nodes, second, table, PUSHES);
            nodes.start(first);
            nodes.awaitReady();
            assertEqualRows(nodes, table, position);
        }
    }

    @Test
    void followerThatLostItsDiskComesBackByOneCommandWithTheSameRows() {
        try (ReplicatedProcesses nodes = new ReplicatedProcesses(folder, 1, REPLICAS)) {
            int table = createTable(nodes);
            int leader = leader(nodes, "shard-0");
            push(nodes, leader, table, 0);
            int follower = (leader + 1) % REPLICAS;
            nodes.kill(follower);
            nodes.recover(follower);
            nodes.awaitReady();
            long position = push(nodes, leader, table, PUSHES);
            assertEqualRows(nodes, table, position);
        }
    }

    private void assertEqualRows(ReplicatedProcesses nodes, int table, long position) {
        for (int member = 0; member < REPLICAS; member++) {
            try (ReplicaClient client = shard(nodes, member)) {
                assertEquals(-2 * PUSHES, client.pull(table, position, KEYS[0]), "member " + member);
            }
        }
        List<List<SlotView>> slots = SlotDigests.ask(
            nodes.config(), nodes.config().shards().get(0), table, Duration.ofSeconds(30));
        slots.forEach(member -> assertEquals(slots.get(0), member));
    }

    private static int leader(ReplicatedProcesses nodes, String group) {
        return nodes.status().leader(group).orElseThrow();
    }

    private int createTable(ReplicatedProcesses nodes) {
        ShardConfig directory = nodes.config().directory();
        int leader = leader(nodes, directory.name());
        try (ReplicaClient client = new ReplicaClient(aeron, nodes.config(), directory, leader, CLIENT)) {
            return client.createTable(new TableSpec("sums", DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
                new OptimizerSpec.Sgd(1, 0), 7, 1000));
        }
    }

    private ReplicaClient shard(ReplicatedProcesses nodes, int member) {
        return new ReplicaClient(aeron, nodes.config(), nodes.config().shards().get(0), member, CLIENT);
    }

    private int nextLeader(ReplicatedProcesses nodes, int killed) {
        try (ReplicaClient witness = shard(nodes, (killed + 1) % REPLICAS)) {
            return witness.awaitLeaderOtherThan(killed);
        }
    }

    /** Pushes ones where the client's last push is known to be this one. */
    private long push(ReplicatedProcesses nodes, int leader, int table, long lastSequence) {
        try (ReplicaClient client = shard(nodes, leader)) {
            assertEquals(lastSequence, client.lastSequence());
            for (int i = 0; i < PUSHES; i++) {
                client.push(table, DIMENSION, KEYS);
            }
            return client.position();
        }
    }
}
