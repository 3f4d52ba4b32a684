package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard's owner thread answers pulls, checks and forwards pushes and applies them, and makes no garbage of it. */
class AllocationTest {

    private static final long CLIENT = 42;
    private static final int WARM_UP = 4000;
    private static final int MEASURED = 4000;
    private static final int RUNS = 8;
    private static final long[] KEYS = LongStream.range(0, 300).toArray();

    @TempDir
    private Path folder;

    private long sequence;

    @Test
    void pullsAndPushesAllocateNothingOnTheOwnerThread() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1);
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            directory.open(1);
            int table = directory.create(NodeKit.sumTable("sums"));
            shard.open(CLIENT);
            run(shard, table, WARM_UP);
            long allocated = leastAllocated(shard, table);
            assertTrue(allocated < MEASURED,
                allocated + " bytes for " + MEASURED + " pulls and as many pushes, which is not nothing each");
            assertEquals(0, node.errors());
        }
    }

    /** The quietest of some runs: what calls allocate shows in every one, the compiler and timers only in some. */
    private long leastAllocated(RawClient shard, int table) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS && least >= MEASURED; i++) {
            long before = allocatedByOwner();
            run(shard, table, MEASURED);
            least = Math.min(least, allocatedByOwner() - before);
        }
        return least;
    }

    private void run(RawClient shard, int table, int rounds) {
        for (int i = 0; i < rounds; i++) {
            shard.sendPush(new PushOf(CLIENT, ++sequence, table, NodeKit.DIMENSION), 1, KEYS);
            shard.pull(table, 0, KEYS);
        }
    }

    private static long allocatedByOwner() {
        long owner = Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("cairn-shard-0"))
            .findFirst().orElseThrow().getId();
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(owner);
    }
}
