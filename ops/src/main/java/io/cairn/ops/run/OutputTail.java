package io.cairn.ops.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a process said. Safe for all threads. */
final class OutputTail {

    private static final int LINES_MAX = 30;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES_MAX) {
            lines.remove();
        }
        lines.add(line);
    }

    /** One line each, the oldest first. */
    synchronized String text() {
        return String.join("\n", lines);
    }
}
