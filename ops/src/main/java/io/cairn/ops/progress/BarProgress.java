package io.cairn.ops.progress;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with speed and time left, drawn over itself. */
final class BarProgress implements Progress {

    private static final int REFRESH_MS = 250;

    private final ProgressBar bar;

    BarProgress(PrintStream stream, String task, String unit, long total) {
        bar = new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MS)
            .setUnit(" " + unit, 1)
            .setConsumer(new ConsoleProgressBarConsumer(stream))
            .showSpeed()
            .build();
    }

    @Override
    public void show(long done, String extra) {
        bar.stepTo(done);
        bar.setExtraMessage(extra);
    }

    @Override
    public void close() {
        bar.close();
    }
}
