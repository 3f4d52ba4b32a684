package io.cairn.ops.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Holds up Ctrl-C and SIGTERM until some work has ended and cleaned up, within bounds. */
public final class OrderlyEnd {

    private static final long TIMEOUT_SECONDS = 60;

    private OrderlyEnd() {
    }

    /**
     * Does the work; a process that is told to end meanwhile waits for it.
     *
     * @param work to be done by the caller's thread.
     * @param stop asks the work to end; called by another thread, at most once.
     * @param <T>  type of the result.
     * @return what the work returned.
     */
    public static <T> T of(Supplier<T> work, Runnable stop) {
        CountDownLatch ended = new CountDownLatch(1);
        EndHook hook = EndHook.add("cairn-orderly-end", () -> {
            stop.run();
            await(ended);
        });
        try {
            return work.get();
        } finally {
            ended.countDown();
            hook.forget();
        }
    }

    /**
     * Does work that has no stop of its own: it is interrupted, which it notices at {@link #check}.
     *
     * @param work to be done by the caller's thread.
     * @param <T>  type of the result.
     * @return what the work returned.
     */
    public static <T> T interrupting(Supplier<T> work) {
        return of(work, Thread.currentThread()::interrupt);
    }

    /**
     * Where interrupted work ends.
     *
     * @throws RunException if the caller's thread was interrupted.
     */
    public static void check() {
        if (Thread.interrupted()) {
            throw new RunException("interrupted");
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            ended.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
