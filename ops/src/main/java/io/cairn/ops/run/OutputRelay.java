package io.cairn.ops.run;

import java.io.BufferedReader;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Reads what a process says, so that it never waits for somebody to read. */
public final class OutputRelay {

    private OutputRelay() {
    }

    /**
     * Reads on a thread of its own, until the process ends.
     *
     * @param output     of the process.
     * @param threadName name of the thread.
     * @param line       receives each line.
     * @param end        runs after the last one.
     */
    public static void start(BufferedReader output, String threadName, Consumer<String> line, Runnable end) {
        Thread relay = new Thread(() -> {
            read(output, line);
            end.run();
        }, threadName);
        relay.setDaemon(true);
        relay.start();
    }

    private static void read(BufferedReader output, Consumer<String> line) {
        try {
            output.lines().forEach(line);
        } catch (UncheckedIOException e) {
            // The stream ends with its process, in the middle of a read too.
        }
    }
}
