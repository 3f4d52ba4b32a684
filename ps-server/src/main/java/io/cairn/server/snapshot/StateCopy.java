package io.cairn.server.snapshot;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * One state on its way into a file: copied out by the owner thread a little in each duty cycle, written by a thread
 * {@code cairn-snapshot-<group>} that lives as long as this takes.
 */
final class StateCopy {

    private static final long SLICE_NS = TimeUnit.MICROSECONDS.toNanos(100);
    /** How many slices other work gets for one, while there is some: the thread that writes the file needs some too. */
    private static final int PAUSE_SLICES = 19;
    /** Work comes in bursts: so long after the last there is likely to be more. */
    private static final long BURST_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Task task;
    private final StateListener listener;
    private final BlockPool pool;
    private final SnapshotWriter writer;
    private final SnapshotOutput output;
    private final Thread thread;
    private Optional<RowCopy> rows;
    private long pauseEndNs = System.nanoTime();
    private long lastWorkNs = pauseEndNs;
    private long seen;

    /**
     * What is to be made.
     *
     * @param mode       which state of rows that change meanwhile.
     * @param point      where the log is.
     * @param target     the file.
     * @param completion what the writing thread waits for, and does when the file is complete.
     */
    record Task(CopyMode mode, SnapshotPoint point, SnapshotFile target, SnapshotCompletion completion) {
    }

    /**
     * Begins to write a state.
     *
     * @param task     how, and where to.
     * @param context  of the replica.
     * @param state    what to write.
     * @param listener told how it ended.
     */
    StateCopy(Task task, SnapshotContext context, SnapshotState state, StateListener listener) {
        this.task = task;
        this.listener = listener;
        pool = new BlockPool(context.memory());
        writer = new SnapshotWriter(
            task.target, new SnapshotHeader(context.owner(), task.point), pool, task.completion);
        output = new SnapshotOutput(pool, writer);
        thread = new Thread(writer, "cairn-snapshot-" + context.group());
        thread.start();
        rows = Optional.of(state.beginCopy(task.mode, task.point.position(), output));
    }

    /** Copies for a little while; less often if the replica has other work. Returns an amount of work, 0 for none. */
    int copy(boolean busy, long applied) {
        long nowNs = System.nanoTime();
        if (busy || applied != seen) {
            seen = applied;
            lastWorkNs = nowNs;
        }
        boolean pauses = nowNs - lastWorkNs < BURST_NS && nowNs - pauseEndNs < 0;
        if (rows.isEmpty() || !output.hasRoom() || pauses) {
            return 0;
        }
        long endNs = nowNs + SLICE_NS;
        pauseEndNs = endNs + PAUSE_SLICES * SLICE_NS;
        boolean more = !writer.ended();
        while (more && output.hasRoom() && System.nanoTime() - endNs < 0) {
            more = rows.get().copy();
        }
        if (!more) {
            output.end(task.mode == CopyMode.CUT ? task.point.position() : applied);
            endRows();
        }
        return 1;
    }

    /** Whether the writing thread is done; {@link #end} is due then. */
    boolean ended() {
        return writer.ended();
    }

    /** Gives back what the copy took and tells how it ended. */
    void end() {
        endRows();
        pool.close();
        if (writer.failure().isPresent()) {
            listener.onFailed(writer.failure().get().toString());
        } else {
            listener.onWritten(writer.written());
        }
    }

    /** Gives up, and waits for the writing thread. */
    void abandon() {
        thread.interrupt();
        endRows();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    private void endRows() {
        rows.ifPresent(CloseHelper::close);
        rows = Optional.empty();
    }
}
