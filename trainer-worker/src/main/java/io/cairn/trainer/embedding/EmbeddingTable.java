package io.cairn.trainer.embedding;

import io.cairn.client.checkpoint.CheckpointRows;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One embedding table as a trainer sees it. Calls come from one thread and may block; a push is seen by every later
 * pull through the same object.
 */
public interface EmbeddingTable extends AutoCloseable {

    /**
     * Weights per row.
     *
     * @return at least 1.
     */
    int dimension();

    /**
     * Reads the rows of a batch's keys into the batch. A key without a row reads as its initial value and stays without
     * one.
     *
     * @param batch distinct keys; its rows are overwritten.
     */
    void pull(RowBatch batch);

    /**
     * Applies the gradients of a batch to the rows of its keys, once. May return before that is done.
     *
     * @param batch distinct keys and their gradients; free for reuse when this returns.
     */
    void push(RowBatch batch);

    /** Returns when every push so far has been applied. */
    void flush();

    /**
     * Writes all rows, as the pushes so far have left them, into a directory.
     *
     * @param directory of one checkpoint.
     * @return the files of shards among what was written.
     * @throws IOException if the disk refuses.
     */
    CheckpointRows save(Path directory) throws IOException;

    /**
     * Takes back what {@link #save} wrote; rows of a cluster are put back by whoever resumes, before the table is used.
     *
     * @param directory of one checkpoint.
     * @throws IOException if it cannot be read or belongs to another table.
     */
    void restore(Path directory) throws IOException;

    @Override
    void close();
}
