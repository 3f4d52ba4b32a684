package io.cairn.server.snapshot;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a replica's snapshots, one at a time: driven by the owner thread, which copies a little in each duty cycle. A
 * thread {@code cairn-snapshot-<group>} lives as long as one is written.
 */
public final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final SnapshotContext context;
    private final LongConsumer completed;
    private Optional<Running> running = Optional.empty();

    /**
     * None taken yet.
     *
     * @param context   how they are made.
     * @param completed told the position of each file when it is complete, on the thread that wrote it.
     */
    public Snapshots(SnapshotContext context, LongConsumer completed) {
        this.context = context;
        this.completed = completed;
    }

    /**
     * Begins a snapshot. While an earlier one is running it is passed over: what Aeron notes of it is then ignored at
     * the next start, for there is no file.
     *
     * @param point place in the log that the state is at.
     * @param state what to take it of.
     */
    public void begin(SnapshotPoint point, SnapshotState state) {
        if (running.isPresent()) {
            LOG.info("{}: snapshot at {} passed over, an earlier one is still being written",
                context.group(), point.position());
            return;
        }
        context.status().onBegin();
        running = Optional.of(new Running(new SnapshotHeader(context.owner(), point), state));
    }

    /**
     * Copies for a little while, if one is running.
     *
     * @param busy whether the replica has other work, which then gets most of the time.
     * @return an amount of work, 0 for none.
     */
    public int poll(boolean busy) {
        if (running.isEmpty()) {
            return 0;
        }
        int work = running.get().copy(busy);
        if (running.get().writer.ended()) {
            running.get().end();
            running = Optional.empty();
        }
        return work;
    }

    /**
     * Whose snapshots they are.
     *
     * @return name of the replica's group.
     */
    public String group() {
        return context.group();
    }

    /**
     * What can be seen of them.
     *
     * @return the status.
     */
    public SnapshotStatus status() {
        return context.status();
    }

    /** Gives up on one that is running. */
    @Override
    public void close() {
        running.ifPresent(Running::abandon);
        running = Optional.empty();
    }

    /** One snapshot under way. */
    private final class Running {

        private static final long SLICE_NS = TimeUnit.MICROSECONDS.toNanos(100);

        /** Part of the time that is left to other work, while there is some: slices to one. */
        private static final int PAUSE_SLICES = 9;

        private final long startNs = System.nanoTime();
        private final SnapshotHeader header;
        private final BlockPool pool = new BlockPool(context.memory());
        private final SnapshotWriter writer;
        private final SnapshotOutput output;
        private final Thread thread;
        private Optional<FrozenState> frozen;
        private long pauseEndNs = startNs;

        Running(SnapshotHeader header, SnapshotState state) {
            this.header = header;
            writer = new SnapshotWriter(
                context.folder(), header, pool, () -> completed.accept(header.point().position()));
            output = new SnapshotOutput(pool, writer);
            thread = new Thread(writer, "cairn-snapshot-" + context.group());
            thread.start();
            frozen = Optional.of(state.freeze(header.point().position(), output));
        }

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

        void end() {
            unfreeze();
            pool.close();
            long tookNs = System.nanoTime() - startNs;
            if (writer.failure().isPresent()) {
                context.status().onFailed();
                LOG.warn("{}: snapshot at {} failed, nothing of the log is given up: {}",
                    context.group(), header.point().position(), writer.failure().get().toString());
            } else {
                context.status().onComplete(header.point().position(), writer.bytes(), tookNs);
                LOG.info("{}: snapshot at {} complete, {} bytes in {} ms",
                    context.group(), header.point().position(), writer.bytes(), TimeUnit.NANOSECONDS.toMillis(tookNs));
            }
        }

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
            LOG.info("{}: snapshot at {} given up, the replica stops", context.group(), header.point().position());
            end();
        }

        private void unfreeze() {
            frozen.ifPresent(CloseHelper::close);
            frozen = Optional.empty();
        }
    }
}
