package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.cairn.client.reply.Reply;
import io.cairn.client.scripted.ScriptedCluster;
import io.cairn.client.view.Table;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that repeat make no garbage. */
@Timeout(120)
final class AllocationTest {

    private static final int WARM_UP = 6000;
    private static final int MEASURED = 2000;
    private static final int RUNS = 8;
    private static final long[] KEYS = LongStream.range(0, 300).toArray();
    private static final IdleStrategy IDLE = ClientDriver.idleStrategy();
    private static final Table ITEMS = ScriptedCluster.table();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} shards of {1} replicas")
    @CsvSource({"1, 1", "2, 1", "1, 3"})
    void pullPushAndPollAllocateNothing(int shards, int replicas) {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, shards, replicas);
            EmbeddingClient client = cluster.connect()) {
            for (int shard = 0; shard < shards; shard++) {
                cluster.shard(shard).recording(false);
            }
            UnsafeBuffer rows = Rows.room(KEYS.length);
            UnsafeBuffer gradients = Rows.gradients(KEYS);
            run(client, rows, gradients, WARM_UP);
            long allocated = leastAllocated(client, rows, gradients);
            assertTrue(allocated < MEASURED,
                allocated + " bytes for " + MEASURED + " pulls and as many pushes, which is not nothing each");
        }
    }

    /** The quietest of some runs: what calls allocate shows in every one, the compiler and timers only in some. */
    private static long leastAllocated(EmbeddingClient client, UnsafeBuffer rows, UnsafeBuffer gradients) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS && least >= MEASURED; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(client, rows, gradients, MEASURED);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void run(EmbeddingClient client, UnsafeBuffer rows, UnsafeBuffer gradients, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (Reply pull = client.pullAsync(ITEMS, KEYS, KEYS.length, rows);
                Reply push = client.pushAsync(ITEMS, KEYS, KEYS.length, gradients)) {
                while (!pull.isDone() || !push.isDone()) {
                    IDLE.idle(client.poll());
                }
                pull.check();
                push.check();
            }
        }
    }
}
