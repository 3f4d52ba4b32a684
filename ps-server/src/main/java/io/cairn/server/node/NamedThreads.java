package io.cairn.server.node;

import java.util.concurrent.ThreadFactory;

/** Threads with names of ours, whatever the library that starts them would call them. */
final class NamedThreads {

    private NamedThreads() {
    }

    /** Makes threads that carry the name from their first step on. */
    static ThreadFactory named(String name) {
        return named(name, () -> { });
    }

    /** The same, and when their task ends, however it does, they run a hook. */
    static ThreadFactory named(String name, Runnable endHook) {
        return task -> new Thread(() -> {
            Thread.currentThread().setName(name);
            try {
                task.run();
            } finally {
                endHook.run();
            }
        }, name);
    }
}
