package io.cairn.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.server.store.LeakCheckedMemory;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot that is copied while pushes, restored rows, new tables and dropped ones come out of the log, and the log
 * behind its mark, give the state of a shard that was never interrupted.
 */
class FuzzySnapshotTest {

    private static final int SEEDS = 12;
    private static final int MESSAGES = 300;

    @RegisterExtension
    private final LeakCheckedMemory memory = new LeakCheckedMemory();

    @TempDir
    private Path path;

    @Test
    void fromItsEndOnTheStateIsTheLogsHoweverChangesFall() {
        long copiedMeanwhile = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            RandomLog log = new RandomLog(seed, MESSAGES);
            Path folder = path.resolve("seed-" + seed);
            long mark = log.position(MESSAGES / 4 + random.nextInt(MESSAGES / 4));
            try (LoggedShard pushed = new LoggedShard(folder, memory.account())) {
                snapshotUnderChanges(pushed, log, mark, random);
            }
            try (LoggedShard restarted = new LoggedShard(folder, memory.account());
                LoggedShard uninterrupted = new LoggedShard(folder, memory.account())) {
                long end = restarted.restore(mark);
                copiedMeanwhile += end > mark ? 1 : 0;
                restarted.apply(log, end);
                uninterrupted.apply(log, end);
                assertEquals(uninterrupted.state(), restarted.state(), "at the end of the copy, seed " + seed);
                restarted.apply(log, log.end());
                uninterrupted.apply(log, log.end());
                assertEquals(uninterrupted.state(), restarted.state(), "at the end of the log, seed " + seed);
            }
        }
        assertTrue(copiedMeanwhile > SEEDS / 2, "hardly any row changed while it was copied");
    }

    private static void snapshotUnderChanges(LoggedShard shard, RandomLog log, long mark, Random random) {
        shard.apply(log, mark);
        shard.beginSnapshot();
        int changesMax = 1 + random.nextInt(3);
        while (shard.copySome()) {
            for (int i = random.nextInt(1 + changesMax); i > 0 && shard.position() < log.end(); i--) {
                shard.apply(log, log.between(shard.position(), log.end()).get(0).position());
            }
        }
    }
}
