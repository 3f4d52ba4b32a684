package io.cairn.server.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.server.snapshot.SnapshotCompletion;
import io.cairn.server.snapshot.SnapshotContext;
import io.cairn.server.snapshot.SnapshotFolder;
import io.cairn.server.snapshot.SnapshotOwner;
import io.cairn.server.snapshot.SnapshotPoint;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.store.LeakCheckedMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A replica that was restored from a snapshot remembers and forgets the same clients as one that saw every push. */
class ClientSnapshotTest {

    private static final long SEED = 20_261_125;
    /** More than a block of a snapshot holds. */
    private static final int CLIENTS = 100_000;
    private static final int STEPS = 20_000;
    private static final int IDLE_MS = 50_000;
    private static final int SLOTS = 16;
    private static final SnapshotOwner OWNER = new SnapshotOwner(77, 0, SLOTS);
    private static final SnapshotPoint POINT = new SnapshotPoint(4096, 0, 1, 0);

    @RegisterExtension
    private final LeakCheckedMemory memory = new LeakCheckedMemory();

    @TempDir
    private Path path;

    private final ClientSequences replayed = new ClientSequences();
    private final ClientSequences restored = new ClientSequences();

    @Test
    void bothRememberAndForgetTheSameClientsFromThenOn() {
        long nowMs = 0;
        for (long client = 1; client <= CLIENTS; client++) {
            replayed.advance(client, 1, nowMs++);
        }
        assertTrue(replayed.forget(1000) > 0, "nobody was forgotten");
        restored.advance(5, 1, 7);
        restore();
        assertSame("as restored");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int step = 0; step < STEPS; step++) {
            nowMs += random.nextInt(20);
            long client = 1 + random.nextLong(CLIENTS + STEPS);
            long sequence = 1 + random.nextLong(3);
            String where = "seed " + SEED + ", step " + step;
            assertEquals(replayed.advance(client, sequence, nowMs), restored.advance(client, sequence, nowMs), where);
            if (random.nextInt(100) == 0) {
                assertEquals(replayed.forget(nowMs - IDLE_MS), restored.forget(nowMs - IDLE_MS), where);
            }
        }
        assertTrue(replayed.clients() < CLIENTS / 2, "seed " + SEED + ": hardly anybody was forgotten");
        assertSame("seed " + SEED);
    }

    @Test
    void aShardThatHasForgottenEverybodyStillKnowsThat() {
        replayed.advance(20, 1, 1000);
        replayed.forget(2000);
        restore();
        assertTrue(restored.forgotten(20));
        assertSame("all forgotten");
    }

    private void restore() {
        SnapshotFolder folder = new SnapshotFolder(path, 0);
        SnapshotStatus status = new SnapshotStatus();
        try (ShardTables none = new ShardTables(SLOTS, memory.account());
            Snapshots snapshots = new Snapshots(
                new SnapshotContext("test", OWNER, folder, memory.account(), status), SnapshotCompletion.NONE)) {
            snapshots.begin(POINT, new ShardSnapshot(none, replayed));
            while (status.running()) {
                snapshots.poll(false, POINT.position());
            }
        }
        assertEquals(0, status.failures());
        try (ShardTables none = new ShardTables(SLOTS, memory.account());
            SnapshotReader reader = new SnapshotReader(folder.file(POINT.position()), OWNER)) {
            ShardSnapshot state = new ShardSnapshot(none, restored);
            state.clear();
            reader.read(state, rows -> { });
        }
    }

    private void assertSame(String when) {
        assertEquals(replayed.forgottenMax(), restored.forgottenMax(), when);
        assertEquals(lines(replayed), lines(restored), when);
    }

    private static List<String> lines(ClientSequences clients) {
        List<String> lines = new ArrayList<>();
        clients.forEach((client, sequence, timeMs) -> lines.add(client + " " + sequence + " " + timeMs));
        return lines;
    }
}
