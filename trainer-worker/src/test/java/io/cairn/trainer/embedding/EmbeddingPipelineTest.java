package io.cairn.trainer.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddingPipelineTest {

    private final CountingTable table = new CountingTable();

    @Test
    void aPullSeesExactlyThePushesBeforeIt() {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 3)) {
            RowBatch first = pipeline.pull(new long[] {1}, 1).await();
            PendingRows early = pipeline.pull(new long[] {1}, 1);
            pipeline.push(first);
            PendingRows late = pipeline.pull(new long[] {1}, 1);
            assertEquals(0, early.await().rows().getFloat(0), "asked for before the push");
            assertEquals(1, late.await().rows().getFloat(0), "asked for after the push");
        }
        assertEquals(List.of("cairn-embedding"), table.threads);
        assertTrue(table.closed.get());
    }

    @Test
    void trainingThreadGoesOnWhileTheTableWorks() throws InterruptedException {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 2)) {
            table.gate = new CountDownLatch(1);
            PendingRows rows = pipeline.pull(new long[] {1, 2}, 2);
            assertEquals(2, rows.size());
            assertTrue(table.entered.await(10, TimeUnit.SECONDS));
            table.gate.countDown();
            pipeline.release(rows.await());
            pipeline.flush();
        }
    }

    @Test
    void aFailedPullIsThrownWhereItsRowsAreAwaited() {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 2)) {
            table.failure = new IllegalStateException("no such shard");
            PendingRows rows = pipeline.pull(new long[] {1}, 1);
            assertSame(table.failure, assertThrows(IllegalStateException.class, rows::await));
        }
    }

    @Test
    void aFailedPushIsThrownAtTheNextPullAndFlush() {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 1)) {
            RowBatch rows = pipeline.pull(new long[] {1}, 1).await();
            table.failure = new IllegalStateException("gradient is not finite");
            pipeline.push(rows);
            long[] keys = {1};
            assertSame(table.failure,
                assertThrows(IllegalStateException.class, () -> pipeline.pull(keys, 1)));
            assertSame(table.failure, assertThrows(IllegalStateException.class, pipeline::flush));
        }
    }

    @Test
    void anErrorInAPushIsThrownAtEveryCallAfterIt() {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 1)) {
            RowBatch rows = pipeline.pull(new long[] {1}, 1).await();
            table.failure = new OutOfMemoryError("direct buffers");
            pipeline.push(rows);
            long[] keys = {1};
            for (int call = 0; call < 3; call++) {
                assertSame(table.failure, assertThrows(OutOfMemoryError.class, () -> pipeline.pull(keys, 1)));
            }
            assertSame(table.failure, assertThrows(OutOfMemoryError.class, pipeline::flush));
        }
    }

    @Test
    void aBatchOfMoreRowsThanABufferHoldsIsRefusedByNumber() {
        RowBatch batch = new RowBatch(8192);
        long[] keys = new long[1 << 17];
        String text = assertThrows(IllegalArgumentException.class, () -> batch.reset(keys, keys.length)).getMessage();
        assertTrue(text.contains("131072 rows of 8192 weights"), text);
    }

    @Test
    void discardedRowsFreeTheirBatch() {
        try (EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 1)) {
            for (int i = 0; i < 10; i++) {
                pipeline.discard(pipeline.pull(new long[] {i}, 1));
            }
            pipeline.release(pipeline.pull(new long[] {3}, 1).await());
        }
    }

    /** Rows hold the number of pushes so far. */
    private static final class CountingTable implements EmbeddingTable {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final AtomicBoolean closed = new AtomicBoolean();
        private final List<String> threads = new ArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile Throwable failure;
        private int pushes;

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public void pull(RowBatch batch) {
            enter();
            for (int i = 0; i < batch.size(); i++) {
                batch.rows().putFloat(i * Float.BYTES, pushes);
            }
        }

        @Override
        public void push(RowBatch batch) {
            enter();
            pushes++;
        }

        private void enter() {
            String thread = Thread.currentThread().getName();
            if (!threads.contains(thread)) {
                threads.add(thread);
            }
            entered.countDown();
            try {
                assertTrue(gate.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException interrupt) {
                throw new IllegalStateException(interrupt);
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException refused) {
                throw refused;
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void save(Path directory) {
        }

        @Override
        public void restore(Path directory) {
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
