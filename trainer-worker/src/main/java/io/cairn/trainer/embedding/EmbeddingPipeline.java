package io.cairn.trainer.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Talks to an {@link EmbeddingTable} on a thread of its own, {@code cairn-embedding}, so that rows of later steps come
 * and gradients of earlier ones leave while the training thread computes. Work is done in the order it was handed in:
 * a pull sees exactly the pushes handed in before it. How far pulls run ahead of pushes, the staleness of training, is
 * the caller's choice, up to the number of batches: with all of them in use, {@link #pull} waits.
 *
 * <p>The pipeline owns the table and closes it. One other thread may use the pipeline.
 */
public final class EmbeddingPipeline implements AutoCloseable {

    private static final long CLOSE_TIMEOUT_S = 60;

    private final EmbeddingTable table;
    private final BlockingQueue<RowBatch> free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
        work -> new Thread(work, "cairn-embedding"));

    /**
     * Starts the thread.
     *
     * @param table   to pull from and push to; nobody else may use it from now on.
     * @param batches how many batches can be between pull and the end of push, at least 1.
     */
    public EmbeddingPipeline(EmbeddingTable table, int batches) {
        this.table = table;
        free = new ArrayBlockingQueue<>(batches);
        for (int i = 0; i < batches; i++) {
            free.add(new RowBatch(table.dimension()));
        }
    }

    /**
     * Weights per row.
     *
     * @return at least 1.
     */
    public int dimension() {
        return table.dimension();
    }

    /**
     * Asks for rows, after waiting for a free batch.
     *
     * @param keys  distinct keys; copied.
     * @param count how many of them count.
     * @return the rows to come.
     * @throws RuntimeException what the table threw at an earlier push; an Error is thrown as one.
     */
    public PendingRows pull(long[] keys, int count) {
        RowBatch batch = take();
        batch.reset(keys, count);
        return new PendingRows(batch, thread.submit(() -> table.pull(batch)));
    }

    private RowBatch take() {
        try {
            RowBatch batch = free.take();
            if (failure.get() != null) {
                free.add(batch);
                throwFailure();
            }
            return batch;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch of rows", interrupt);
        }
    }

    /**
     * Hands in the gradients of a batch and the batch itself.
     *
     * @param batch from a pull of this pipeline, gradients filled in; not to be touched any more.
     */
    public void push(RowBatch batch) {
        thread.execute(() -> {
            try {
                table.push(batch);
            } catch (RuntimeException | Error failed) {
                failure.compareAndSet(null, failed);
            } finally {
                free.add(batch);
            }
        });
    }

    /**
     * Gives a batch back without a push.
     *
     * @param batch from a pull of this pipeline; not to be touched any more.
     */
    public void release(RowBatch batch) {
        free.add(batch);
    }

    /**
     * Gives rows back that nobody waited for.
     *
     * @param rows from a pull of this pipeline; not to be touched any more.
     */
    public void discard(PendingRows rows) {
        thread.execute(() -> free.add(rows.batch()));
    }

    /**
     * Waits until every push so far is applied.
     *
     * @throws RuntimeException what the table threw at an earlier push, or now; an Error is thrown as one.
     */
    public void flush() {
        PendingRows.waitFor(thread.submit(table::flush));
        throwFailure();
    }

    /**
     * Saves the table after every push so far; see {@link EmbeddingTable#save}.
     *
     * @param directory of one checkpoint.
     * @throws UncheckedIOException if the disk refuses.
     */
    public void save(Path directory) {
        flush();
        PendingRows.waitFor(thread.submit(() -> {
            try {
                table.save(directory);
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot save the table in " + directory, failed);
            }
        }));
    }

    /**
     * Restores the table; see {@link EmbeddingTable#restore}.
     *
     * @param directory of one checkpoint.
     * @throws UncheckedIOException if it cannot be read or belongs to another table.
     */
    public void restore(Path directory) {
        PendingRows.waitFor(thread.submit(() -> {
            try {
                table.restore(directory);
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot restore the table from " + directory, failed);
            }
        }));
    }

    private void throwFailure() {
        Throwable earlier = failure.get();
        if (earlier instanceof Error error) {
            throw error;
        }
        if (earlier instanceof RuntimeException refused) {
            throw refused;
        }
    }

    /** Finishes the work handed in, ends the thread and closes the table. */
    @Override
    public void close() {
        thread.execute(table::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the embedding table did not finish within " + CLOSE_TIMEOUT_S + " s");
            }
        } catch (InterruptedException interrupt) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
