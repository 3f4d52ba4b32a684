package io.cairn.ops.progress;

/** How far one task has come. Belongs to the thread that does the task. */
public interface Progress extends AutoCloseable {

    /**
     * Shows how far the task is.
     *
     * @param done  units done, up to the task's total.
     * @param extra what else is worth knowing now, may be empty.
     */
    void show(long done, String extra);

    /** The task has ended, complete or not. */
    @Override
    void close();
}
