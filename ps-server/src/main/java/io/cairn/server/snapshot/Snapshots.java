package io.cairn.server.snapshot;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a replica's state to files, one at a time, be it a snapshot or a shard's part of a checkpoint: driven by the
 * owner thread, which copies a little in each duty cycle.
 */
public final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final SnapshotContext context;
    private final SnapshotCompletion completion;
    private Optional<StateCopy> running = Optional.empty();

    /**
     * None taken yet.
     *
     * @param context    how they are made.
     * @param completion what snapshots wait for and what follows from them.
     */
    public Snapshots(SnapshotContext context, SnapshotCompletion completion) {
        this.context = context;
        this.completion = completion;
    }

    /**
     * Begins a snapshot, which does not hold up changes: see {@link CopyMode#FUZZY}. While an earlier file is being
     * written it is passed over: what Aeron notes of it is then ignored at the next start, for there is no file.
     *
     * @param point place in the log that the state is at.
     * @param state what to take it of.
     */
    public void begin(SnapshotPoint point, SnapshotState state) {
        if (busy()) {
            LOG.info("{}: snapshot at {} passed over, an earlier file is still being written",
                context.group(), point.position());
            return;
        }
        long position = point.position();
        context.status().onBegin();
        SnapshotFile target = context.folder().target(context.folder().file(position));
        running = Optional.of(new StateCopy(
            new StateCopy.Task(CopyMode.FUZZY, point, target, completion), context, state, new SnapshotEnd(position)));
    }

    /**
     * Begins to write a state as it is now to a file that is nobody's snapshot: see {@link CopyMode#CUT}.
     *
     * @param point    place in the log that the state is at.
     * @param state    what to write.
     * @param file     where to; its folder is made if it is not there.
     * @param listener told how it ended.
     * @throws IllegalStateException if this is {@link #busy()}.
     */
    public void write(SnapshotPoint point, SnapshotState state, Path file, StateListener listener) {
        if (busy()) {
            throw new IllegalStateException(context.group() + " writes a file already");
        }
        SnapshotFile target = context.folder().target(file);
        running = Optional.of(new StateCopy(
            new StateCopy.Task(CopyMode.CUT, point, target, SnapshotCompletion.NONE), context, state, listener));
    }

    /**
     * Whether a file is being written, so that no other can be begun.
     *
     * @return true until it and what follows from it are complete.
     */
    public boolean busy() {
        return running.isPresent();
    }

    /**
     * Copies for a little while, if a file is being written.
     *
     * @param busy    whether the replica has other work, which then gets most of the time.
     * @param applied place in the log that the state is at.
     * @return an amount of work, 0 for none.
     */
    public int poll(boolean busy, long applied) {
        if (running.isEmpty()) {
            return 0;
        }
        StateCopy copy = running.get();
        int work = copy.copy(busy, applied);
        if (copy.ended()) {
            running = Optional.empty();
            copy.end();
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

    /** Gives up on a file that is being written. */
    @Override
    public void close() {
        Optional<StateCopy> copy = running;
        running = Optional.empty();
        copy.ifPresent(StateCopy::abandon);
    }

    /** Keeps the status up to date. */
    private final class SnapshotEnd implements StateListener {

        private final long startNs = System.nanoTime();
        private final long position;

        SnapshotEnd(long position) {
            this.position = position;
        }

        @Override
        public void onWritten(WrittenState state) {
            long tookNs = System.nanoTime() - startNs;
            context.status().onComplete(position, state.bytes(), tookNs);
            LOG.info("{}: snapshot at {} complete, {} bytes in {} ms",
                context.group(), position, state.bytes(), TimeUnit.NANOSECONDS.toMillis(tookNs));
        }

        @Override
        public void onFailed(String reason) {
            context.status().onFailed();
            LOG.warn("{}: snapshot at {} failed, nothing of the log is given up: {}",
                context.group(), position, reason);
        }
    }
}
