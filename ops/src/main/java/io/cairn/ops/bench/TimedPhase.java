package io.cairn.ops.bench;

import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.OrderlyEnd;
import java.util.concurrent.TimeUnit;

/** A part of a benchmark that lasts a given time, and shows how it passes. */
final class TimedPhase implements AutoCloseable {

    private final Progress progress;
    private final long startNs = System.nanoTime();
    private final long durationNs;

    TimedPhase(ProgressDisplay display, String task, int seconds) {
        progress = display.begin(task, "seconds", seconds);
        durationNs = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Whether its time is over; ends an interrupted benchmark. */
    boolean isOver() {
        OrderlyEnd.check();
        long elapsedNs = elapsedNs();
        progress.show(TimeUnit.NANOSECONDS.toSeconds(elapsedNs), "");
        return elapsedNs >= durationNs;
    }

    /** Nanoseconds since it began. */
    long elapsedNs() {
        return System.nanoTime() - startNs;
    }

    @Override
    public void close() {
        progress.close();
    }
}
