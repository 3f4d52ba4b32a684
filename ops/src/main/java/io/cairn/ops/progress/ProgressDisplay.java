package io.cairn.ops.progress;

import java.io.PrintStream;

/** Where progress of tasks is shown, one task after the other. */
public interface ProgressDisplay {

    /**
     * Begins a task.
     *
     * @param task  what is done.
     * @param unit  what is counted, in the plural.
     * @param total how many of them.
     * @return to be told how far it is.
     */
    Progress begin(String task, String unit, long total);

    /**
     * The display that suits a stream.
     *
     * @param stream   where to show.
     * @param terminal whether someone watches it on a terminal.
     * @return a moving bar on a terminal, else lines.
     */
    static ProgressDisplay on(PrintStream stream, boolean terminal) {
        return terminal
            ? (task, unit, total) -> new BarProgress(stream, task, unit, total)
            : (task, unit, total) -> new LineProgress(stream, task, unit, total);
    }

    /**
     * Shows nothing.
     *
     * @return a display for callers that have no use for one.
     */
    static ProgressDisplay silent() {
        return (task, unit, total) -> new Progress() {
            @Override
            public void show(long done, String extra) {
                // nobody watches
            }

            @Override
            public void close() {
                // nothing to end
            }
        };
    }
}
