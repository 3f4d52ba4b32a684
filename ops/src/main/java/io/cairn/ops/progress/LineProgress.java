package io.cairn.ops.progress;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** A line every few seconds and one at the end, for logs. */
final class LineProgress implements Progress {

    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream stream;
    private final String task;
    private final String unit;
    private final long total;
    private final long startNs = System.nanoTime();
    private long shownNs = startNs;
    private long done;
    private String extra = "";
    private boolean news = true;

    LineProgress(PrintStream stream, String task, String unit, long total) {
        this.stream = stream;
        this.task = task;
        this.unit = unit;
        this.total = total;
    }

    @Override
    public void show(long unitsDone, String message) {
        done = unitsDone;
        extra = message;
        news = true;
        long nowNs = System.nanoTime();
        if (nowNs - shownNs >= INTERVAL_NS) {
            shownNs = nowNs;
            print(nowNs);
        }
    }

    @Override
    public void close() {
        if (news) {
            print(System.nanoTime());
        }
    }

    private void print(long nowNs) {
        news = false;
        double seconds = Math.max(1, nowNs - startNs) / NANOS_PER_SECOND;
        double rate = done / seconds;
        String left = done > 0 && done < total ? String.format(", %.0f s left", (total - done) / rate) : "";
        stream.printf("%s: %,d of %,d %s, %,.0f/s%s%s%n", task, done, total, unit, rate, left,
            extra.isEmpty() ? "" : ", " + extra);
    }
}
