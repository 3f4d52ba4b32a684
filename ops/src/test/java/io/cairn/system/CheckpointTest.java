package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.client.ClientContext;
import io.cairn.client.ClusterCheckpoint;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.ShardFile;
import io.cairn.client.view.Table;
import io.cairn.config.CheckpointName;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import io.cairn.ops.checkpoint.CheckpointRestore;
import io.cairn.ops.checkpoint.Verification;
import io.cairn.ops.cli.ExitCode;
import io.cairn.ops.cli.Invocation;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.NodeRun;
import io.cairn.ops.run.PortBlock;
import io.cairn.ops.run.RunException;
import io.cairn.server.node.CairnNode;
import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotVisitor;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints from one cluster into another, which has other shards and slots and sees the same folder. */
@Tag("slow")
@Timeout(300)
class CheckpointTest {

    private static final int PORTS_PER_GROUP = 10;
    private static final int FLIPS = 1000;
    private static final int DIMENSION = 8;
    private static final long[] KEYS = LongStream.range(-1000, 1000).toArray();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static Path twoShards;
    private static Path threeShards;
    private static final List<CairnNode> NODES = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        twoShards = cluster("two", 2, 16);
        threeShards = cluster("three", 3, 64);
        NODES.forEach(node -> node.awaitReady(TIMEOUT));
    }

    private static Path cluster(String name, int shards, int slots) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, """
            name: %s
            slotCount: %d
            nodes:
              - name: node-1
                basePort: %d
                httpPort: 0
                aeronDirectory: %s-aeron
            checkpoints:
              directory: checkpoints
            shards:
            """.formatted(name, slots, PortBlock.free((shards + 1) * PORTS_PER_GROUP), name)
            + "  - replicas: [node-1]\n".repeat(shards));
        NODES.add(NodeRun.launch(ConfigReader.read(file), "node-1"));
        return file;
    }

    @AfterAll
    static void stop() {
        NODES.forEach(CairnNode::close);
        NODES.forEach(node -> assertEquals(0, node.errors()));
    }

    @BeforeEach
    void empty() {
        for (Path config : List.of(twoShards, threeShards)) {
            try (EmbeddingClient client = connect(config)) {
                client.tables().forEach(table -> client.dropTable(table.name()));
            }
        }
    }

    @Test
    void trainingResumedOnOtherShardsIsTheSameTrainingBitForBit() throws IOException {
        Path straight = folder.resolve("straight.jsonl");
        Path resumed = folder.resolve("resumed.jsonl");
        ok(train(twoShards, "--table", "straight", "--epochs", "2", "--metrics", straight.toString()));
        ok(train(twoShards, "--table", "resumed", "--epochs", "1", "--checkpoint", "bits", "--metrics",
            resumed.toString()));
        ok(train(threeShards, "--table", "resumed", "--epochs", "2", "--checkpoint", "bits", "--resume", "--metrics",
            resumed.toString()));

        assertEquals(losses(straight), losses(resumed));
        Map<Long, String> expected = rows(checkpoint(twoShards, "bits-straight"), "straight");
        assertFalse(expected.isEmpty());
        assertEquals(expected, rows(checkpoint(threeShards, "bits-resumed"), "resumed"));
    }

    @Test
    void resumingOverOtherRowsIsRefusedAndOverItsOwnGoesOn() throws IOException {
        ok(train(twoShards, "--table", "own", "--epochs", "1", "--checkpoint", "own"));
        ok(train(twoShards, "--table", "own", "--epochs", "2", "--checkpoint", "own", "--resume"));
        try (EmbeddingClient client = connect(twoShards)) {
            push(client, client.table("own"), 1);
        }
        Invocation refused = train(twoShards, "--table", "own", "--epochs", "3", "--checkpoint", "own", "--resume");
        assertEquals(ExitCode.FAILED, refused.exitCode());
        assertTrue(refused.err().contains("the rows of table 'own' in the cluster are not those of"), refused.err());
        assertTrue(refused.err().contains("'cairn tables drop own'"), refused.err());

        ok(run(twoShards, "tables", "drop", "own"));
        ok(train(twoShards, "--table", "own", "--epochs", "3", "--checkpoint", "own", "--resume"));
    }

    @Test
    void commandsTakeShowVerifyRestoreAndDeleteACheckpoint() throws IOException {
        fill(twoShards, "commands");
        JsonNode created = json(run(twoShards, "checkpoint", "create", "nightly", "--json"));
        assertEquals(2, created.get("shards").asInt());
        Invocation again = run(twoShards, "checkpoint", "create", "nightly");
        assertEquals(ExitCode.FAILED, again.exitCode());
        assertTrue(again.err().contains("there is a checkpoint 'nightly' already"), again.err());
        assertEquals(ExitCode.USAGE, run(twoShards, "checkpoint", "create", "../nightly").exitCode());

        assertTrue(run(twoShards, "checkpoint", "list").out().contains("nightly"));
        JsonNode verified = json(run(twoShards, "checkpoint", "verify", "nightly", "--json"));
        assertTrue(verified.get("faults").isEmpty());
        assertEquals(created.get("rows"), verified.get("rows"));

        Invocation into = run(twoShards, "checkpoint", "restore", "nightly");
        assertEquals(ExitCode.FAILED, into.exitCode());
        assertTrue(into.err().contains("rows in the cluster, nothing is loaded; 'cairn tables drop"), into.err());

        JsonNode restored = json(run(threeShards, "checkpoint", "restore", "nightly", "--json"));
        assertTrue(restored.findValues("table").stream().anyMatch(name -> name.asText().equals("commands")));
        assertEquals(rows(open(twoShards, "nightly"), "commands"),
            rows(checkpoint(threeShards, "nightly-restored"), "commands"));

        ok(run(twoShards, "checkpoint", "delete", "nightly"));
        Invocation gone = run(twoShards, "checkpoint", "verify", "nightly");
        assertEquals(ExitCode.FAILED, gone.exitCode());
        assertTrue(gone.err().contains("there is no checkpoint 'nightly'"), gone.err());
    }

    @Test
    void aThousandFlippedBitsAreAllRefusedByNameAndNothingIsLoaded() throws IOException {
        ok(train(twoShards, "--table", "flips", "--epochs", "1", "--checkpoint", "flips"));
        Path checkpoint;
        try (Stream<Path> steps = Files.list(folder.resolve("checkpoints/flips"))) {
            checkpoint = steps.findFirst().orElseThrow();
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(checkpoint)) {
            files = all.sorted().toList();
        }
        assertEquals(4, files.size(), files.toString());
        long seed = 20_261_125;
        Random random = new Random(seed);
        CheckpointFolder harmed = new CheckpointFolder(checkpoint);
        try (EmbeddingClient client = connect(threeShards)) {
            for (int i = 0; i < FLIPS; i++) {
                Path file = files.get(i % files.size());
                byte[] whole = Files.readAllBytes(file);
                byte[] flipped = whole.clone();
                int bit = random.nextInt(8 * whole.length);
                flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
                Files.write(file, flipped);
                String what = "seed " + seed + ", flip " + i + " of bit " + bit + " in " + file;
                RunException refusal = assertThrows(RunException.class,
                    () -> new CheckpointRestore(harmed, client, ProgressDisplay.silent()).all(), what);
                assertTrue(refusal.getMessage().startsWith("nothing is loaded"), what + ": " + refusal.getMessage());
                assertTrue(refusal.getMessage().contains(file.toString()), what + ": " + refusal.getMessage());
                Files.write(file, whole);
            }
            assertTrue(client.tables().stream().noneMatch(table -> table.name().equals("flips")));
        }
        assertEquals(List.of(), Verification.of(harmed, ProgressDisplay.silent()).faults());
    }

    @Test
    void pushesBetweenTheShardsAreNeverTornApart() {
        Table table = fill(twoShards, "cut");
        ClusterConfig cluster = ConfigReader.read(twoShards);
        try (EmbeddingClient client = connect(twoShards);
            ClusterCheckpoint checkpoint = new ClusterCheckpoint(cluster, Optional.empty())) {
            CairnException refusal = assertThrows(CairnException.class, () -> checkpoint.take(
                new CheckpointName("torn"), TIMEOUT, shards -> push(client, table, 1)));
            assertTrue(refusal.getMessage().contains("stop the trainers"), refusal.getMessage());

            int[] pushes = new int[1];
            CheckpointRows rows = checkpoint.take(new CheckpointName("whole"), TIMEOUT, shards -> {
                if (pushes[0]++ < 5) {
                    push(client, table, 1);
                }
            });
            CheckpointFolder whole = new CheckpointFolder(cluster.checkpoints().folder(new CheckpointName("whole")));
            whole.complete(7, rows);
            List<String> pushCounts = rows(whole, "cut").values().stream().map(row -> row.substring(0, 8)).distinct()
                .toList();
            assertEquals(1, pushCounts.size(), "all rows were pushed equally often: " + pushCounts);
        }
    }

    private static CheckpointFolder checkpoint(Path config, String name) {
        ok(run(config, "checkpoint", "create", name));
        return open(config, name);
    }

    private static CheckpointFolder open(Path config, String name) {
        return new CheckpointFolder(ConfigReader.read(config).checkpoints().folder(new CheckpointName(name)));
    }

    /** Every row of a table but for its log position and time, as hexadecimal digits: push count, weights, state. */
    private static Map<Long, String> rows(CheckpointFolder checkpoint, String table) {
        TreeMap<Long, String> rows = new TreeMap<>();
        for (ShardFile file : checkpoint.manifest().rows().shards()) {
            try (SnapshotReader reader = new SnapshotReader(checkpoint.path().resolve(file.file()))) {
                reader.read(new HexRows(table, rows), read -> { });
            }
        }
        return rows;
    }

    private static Table fill(Path config, String name) {
        try (EmbeddingClient client = connect(config)) {
            Table table = client.createTable(new TableSpec(name, DIMENSION, DType.FLOAT32,
                new InitializerSpec.Normal(0, 1), new OptimizerSpec.AdamW(0.1, 0.9, 0.99, 1e-8, 0), 7, 100));
            push(client, table, 3);
            return table;
        }
    }

    private static void push(EmbeddingClient client, Table table, int times) {
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocateDirect(KEYS.length * table.rowBytes()));
        for (int i = 0; i < gradients.capacity(); i += Float.BYTES) {
            gradients.putFloat(i, i % 11 - 5);
        }
        for (int i = 0; i < times; i++) {
            client.push(table, KEYS, KEYS.length, gradients);
        }
        client.flush();
    }

    private static EmbeddingClient connect(Path config) {
        return EmbeddingClient.connect(
            new ClientContext().cluster(ConfigReader.read(config)).callTimeout(1, TimeUnit.MINUTES));
    }

    private static Invocation train(Path config, String... options) throws IOException {
        String[] fixed = {"train", "--data", SmallRatings.write(folder).toString(), "--dim", "8", "--batch", "16",
            "--negatives", "4", "--max-length", "10", "--staleness", "0"};
        return run(config, with(fixed, options));
    }

    private static Invocation run(Path config, String... arguments) {
        return Invocation.of(with(arguments, "--config", config.toString()));
    }

    private static String[] with(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }

    private static Invocation ok(Invocation invocation) {
        assertEquals(ExitCode.OK, invocation.exitCode(), invocation.err());
        return invocation;
    }

    private static JsonNode json(Invocation invocation) throws IOException {
        return new JsonMapper().readTree(ok(invocation).out());
    }

    private static List<Double> losses(Path metrics) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(metrics)) {
            losses.add(new JsonMapper().readTree(line).get("loss").asDouble());
        }
        assertEquals(2, losses.size());
        return losses;
    }

    /** Rows of one table: bytes 8 to 12 (push count) and 16 to the end (weights, optimizer state). */
    private static final class HexRows implements SnapshotVisitor {

        private static final int ROW_BYTES = 16 + 3 * DIMENSION * Float.BYTES;

        private final String name;
        private final Map<Long, String> rows;
        private int tableId;

        HexRows(String name, Map<Long, String> rows) {
            this.name = name;
            this.rows = rows;
        }

        @Override
        public void onTable(TableDefinition definition, long rows) {
            if (definition.spec().name().equals(name)) {
                tableId = definition.tableId();
            }
        }

        @Override
        public void onBlock(BlockKind kind, DirectBuffer buffer, int offset, int length) {
            assertEquals(BlockKind.CLIENTS, kind);
        }

        @Override
        public void onRow(int table, long key, DirectBuffer buffer, int offset) {
            if (table == tableId) {
                byte[] row = new byte[ROW_BYTES];
                buffer.getBytes(offset, row);
                String count = HexFormat.of().formatHex(row, 8, 12);
                assertEquals(null, rows.put(key, count + HexFormat.of().formatHex(row, 16, ROW_BYTES)));
            }
        }
    }
}
