package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.RawClient.PushOf;
import io.cairn.server.store.MemoryTag;
import io.cairn.wire.codecs.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node without room refuses pushes by name, answers pulls, and takes pushes again by itself once there is room. */
@Timeout(300)
class FullNodeTest {

    private static final long CLIENT = 42;
    private static final int MEMORY_BYTES_MAX = 8 << 20;
    private static final int ROWS_PER_PUSH = 1000;
    private static final long DISK_FREE_MIN = 300L << 20;
    private static final long FILLER_BYTES = 240L << 20;

    @TempDir
    private Path folder;

    private long sequence;
    private long nextKey;

    @Test
    void aNodeWithoutMemoryRefusesPushesAndAnswersPullsUntilATableIsDropped() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1, limits(MEMORY_BYTES_MAX, 0));
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            directory.open(1);
            shard.open(CLIENT);
            int table = directory.create(NodeKit.sumTable("large"));
            while (push(shard, table)) {
                assertTrue(memory(node) < 4 * MEMORY_BYTES_MAX, "never full: " + memory(node));
            }
            assertTrue(memory(node) > MEMORY_BYTES_MAX / 2, "full at " + memory(node));
            assertArrayEquals(new float[] {-1, -1, -1, -1}, shard.pull(table, shard.position(), 1)[0]);
            directory.sendCreate(NodeKit.sumTable("more"));
            assertEquals(MEMORY_BYTES_MAX, directory.awaitRefusal(ErrorCode.MEMORY_FULL).detail());
            assertEquals(table, directory.create(NodeKit.sumTable("large")), "a table that is there");
            directory.drop("large");
            int small = directory.create(NodeKit.sumTable("small"));
            assertTrue(push(shard, small), "the same sequence, after the node has room again");
            assertArrayEquals(new float[] {-1, -1, -1, -1}, shard.pull(small, shard.position(), nextKey)[0]);
            assertEquals(0, node.errors());
        }
    }

    @Test
    void aNodeWithoutDiskRefusesPushesAndAnswersPullsUntilThereIsSpace() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk.toString()) == 0,
            "a small file system cannot be mounted by this user");
        try {
            fillAndFree(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void fillAndFree(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        ClusterConfig cluster = NodeKit.cluster(disk, 1, limits(0, DISK_FREE_MIN));
        try (CairnNode node = NodeKit.start(cluster);
            RawClient directory = RawClient.overIpc(cluster, NodeKit.node(cluster), ShardConfig.DIRECTORY_ID);
            RawClient shard = RawClient.overIpc(cluster, NodeKit.node(cluster), 0)) {
            directory.open(1);
            shard.open(CLIENT);
            int table = directory.create(NodeKit.sumTable("rows"));
            assertTrue(push(shard, table), "a push with space");
            write(filler);
            long counted = sequence;
            while (push(shard, table)) {
                counted = sequence;
            }
            assertArrayEquals(new float[] {-1, -1, -1, -1}, shard.pull(table, shard.position(), 1)[0]);
            Files.delete(filler);
            int refused = 0;
            while (!push(shard, table)) {
                refused++;
            }
            assertEquals(counted + 1, sequence, "sequences that counted, after " + refused + " more refusals");
            assertEquals(0, node.errors());
        }
    }

    /** Pushes rows that are not there yet; a push that is refused is repeated by the next call. */
    private boolean push(RawClient shard, int table) {
        long first = nextKey + 1;
        long[] keys = LongStream.range(first, first + ROWS_PER_PUSH).toArray();
        shard.sendPush(new PushOf(CLIENT, sequence + 1, table, NodeKit.DIMENSION), 1, keys);
        if (!shard.awaitAckOrRefusal(sequence + 1, ErrorCode.MEMORY_FULL, ErrorCode.DISK_FULL)) {
            return false;
        }
        sequence++;
        nextKey += ROWS_PER_PUSH;
        return true;
    }

    private static Limits limits(long memoryBytesMax, long diskBytesFreeMin) {
        return new Limits(1 << 16, 16, 10, 10, 3600, 100, memoryBytesMax, diskBytesFreeMin);
    }

    private static long memory(CairnNode node) {
        return node.nativeBytes(MemoryTag.ROWS) + node.nativeBytes(MemoryTag.INDEX);
    }

    private static void write(Path filler) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            byte[] block = new byte[1 << 20];
            for (long written = 0; written < FILLER_BYTES; written += block.length) {
                file.write(block);
            }
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
