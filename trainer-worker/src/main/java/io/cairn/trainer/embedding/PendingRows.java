package io.cairn.trainer.embedding;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Rows that were asked for and may still be on their way. */
public final class PendingRows {

    private final RowBatch batch;
    private final Future<?> arrival;

    PendingRows(RowBatch batch, Future<?> arrival) {
        this.batch = batch;
        this.arrival = arrival;
    }

    /**
     * Number of rows.
     *
     * @return distinct keys asked for.
     */
    public int size() {
        return batch.size();
    }

    /**
     * Waits for the rows.
     *
     * @return the batch with its rows filled in; to be pushed or released to the pipeline it came from.
     * @throws RuntimeException what the table threw, if the pull failed.
     */
    public RowBatch await() {
        waitFor(arrival);
        return batch;
    }

    RowBatch batch() {
        return batch;
    }

    static <T> T waitFor(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the embedding thread failed", failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the embedding table", interrupt);
        }
    }
}
