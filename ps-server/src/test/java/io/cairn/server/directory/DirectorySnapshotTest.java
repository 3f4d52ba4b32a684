package io.cairn.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ShardConfig;
import io.cairn.server.snapshot.SnapshotCompletion;
import io.cairn.server.snapshot.SnapshotContext;
import io.cairn.server.snapshot.SnapshotFolder;
import io.cairn.server.snapshot.SnapshotOwner;
import io.cairn.server.snapshot.SnapshotPoint;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.store.LeakCheckedMemory;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A directory that was restored from a snapshot has the tables and aliases of one that saw the whole log. */
class DirectorySnapshotTest {

    private static final long SEED = 20_261_128;
    private static final int STEPS = 2000;
    private static final int NAMES = 30;
    private static final SnapshotOwner OWNER = new SnapshotOwner(77, ShardConfig.DIRECTORY_ID, 16);
    private static final SnapshotPoint POINT = new SnapshotPoint(4096, 0, 1, 0);

    @RegisterExtension
    private final LeakCheckedMemory memory = new LeakCheckedMemory();

    @TempDir
    private Path path;

    private final TableRegistry replayed = new TableRegistry();
    private final TableRegistry restored = new TableRegistry();

    @Test
    void bothGoOnAlikeAndWriteTheSameBytes() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int step = 0; step < STEPS; step++) {
            apply(random.nextLong(), replayed);
        }
        assertTrue(replayed.aliases().size() > 2, "seed " + SEED + ": hardly any alias is there");
        restored.create(table("forgotten"));
        restored.setAlias("forgotten@live", "forgotten");
        restore(write(replayed, "first"));
        assertSame("as restored, seed " + SEED);
        for (int step = 0; step < STEPS; step++) {
            long next = random.nextLong();
            apply(next, replayed);
            apply(next, restored);
        }
        assertSame("later, seed " + SEED);
        assertEquals(-1, Files.mismatch(write(replayed, "replayed"), write(restored, "restored")), "seed " + SEED);
    }

    @Test
    void aDirectoryWithoutTablesIsRestoredEmpty() {
        restored.create(table("forgotten"));
        restored.setAlias("forgotten@live", "forgotten");
        restore(write(replayed, "first"));
        assertSame("empty");
    }

    private static void apply(long seed, TableRegistry tables) {
        SplittableRandom random = new SplittableRandom(seed);
        String name = "t" + random.nextInt(NAMES);
        String alias = "a" + random.nextInt(NAMES) + "@live";
        switch (random.nextInt(5)) {
            case 0 -> tables.drop(name, tables.table(name).map(TableDefinition::tableId).orElse(0));
            case 1 -> tables.removeAlias(alias);
            case 2, 3 -> tables.setAlias(alias, name);
            default -> tables.create(table(name));
        }
    }

    private static TableSpec table(String name) {
        return new TableSpec(name, 4, DType.FLOAT32, new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0), 7, 1000);
    }

    private Path write(TableRegistry tables, String name) {
        SnapshotFolder folder = new SnapshotFolder(path.resolve(name), 0);
        SnapshotStatus status = new SnapshotStatus();
        try (Snapshots snapshots = new Snapshots(
            new SnapshotContext("test", OWNER, folder, memory.account(), status), SnapshotCompletion.NONE)) {
            snapshots.begin(POINT, new DirectorySnapshot(tables, new Reconciliation()));
            while (status.running()) {
                snapshots.poll(false, POINT.position());
            }
        }
        assertEquals(0, status.failures());
        return folder.file(POINT.position());
    }

    private void restore(Path file) {
        try (SnapshotReader reader = new SnapshotReader(file, OWNER)) {
            DirectorySnapshot state = new DirectorySnapshot(restored, new Reconciliation());
            state.clear();
            reader.read(state, rows -> { });
        }
    }

    private void assertSame(String when) {
        assertEquals(replayed.desired(), restored.desired(), when);
        assertEquals(replayed.aliases(), restored.aliases(), when);
    }
}
