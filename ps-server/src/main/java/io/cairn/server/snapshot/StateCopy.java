package io.cairn.server.snapshot;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * One state on its way into a file: frozen, copied out by the owner thread a little in each duty cycle, written by a
 * thread {@code cairn-snapshot-<group>} that lives as long as this takes.
 */
final class StateCopy {

    private static final long SLICE_NS = TimeUnit.MICROSECONDS.toNanos(100);
    /** How many slices other work gets for one, while there is some. */
    private static final int PAUSE_SLICES = 9;

    private final StateListener listener;
    private final BlockPool pool;
    private final SnapshotWriter writer;
    private final SnapshotOutput output;
    private final Thread thread;
    private Optional<FrozenState> frozen;
    private long pauseEndNs = System.nanoTime();

    /**
     * Freezes a state and begins to write it.
     *
     * @param context  of the replica.
     * @param point    where its log is.
     * @param state    what to write.
     * @param target   the file.
     * @param followUp what the writing thread does when the file is complete.
     * @param listener told how it ended.
     */
    StateCopy(SnapshotContext context, SnapshotPoint point, SnapshotState state, SnapshotFile target, Runnable followUp,
        StateListener listener) {
        this.listener = listener;
        pool = new BlockPool(context.memory());
        writer = new SnapshotWriter(target, new SnapshotHeader(context.owner(), point), pool, followUp);
        output = new SnapshotOutput(pool, writer);
        thread = new Thread(writer, "cairn-snapshot-" + context.group());
        thread.start();
        frozen = Optional.of(state.freeze(point.position(), output));
    }

    /** Copies for a little while; less often if the replica is busy. Returns an amount of work, 0 for none. */
    int copy(boolean busy) {
        long nowNs = System.nanoTime();
        if (frozen.isEmpty() || !output.hasRoom() || (busy && nowNs - pauseEndNs < 0)) {
            return 0;
        }
        long endNs = nowNs + SLICE_NS;
        pauseEndNs = endNs + PAUSE_SLICES * SLICE_NS;
        boolean more = !writer.ended();
        while (more && output.hasRoom() && System.nanoTime() - endNs < 0) {
            more = frozen.get().copy();
        }
        if (!more) {
            output.end();
            unfreeze();
        }
        return 1;
    }

    /** Whether the writing thread is done; {@link #end} is due then. */
    boolean ended() {
        return writer.ended();
    }

    /** Gives back what the copy took and tells how it ended. */
    void end() {
        unfreeze();
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
        unfreeze();
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

    private void unfreeze() {
        frozen.ifPresent(CloseHelper::close);
        frozen = Optional.empty();
    }
}
