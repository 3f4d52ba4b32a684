package io.cairn.server.recovery;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** How the thread that recovers waits: briefly, and not beyond an interrupt. */
final class Waiting {

    private static final int SPINS = 1;
    private static final int YIELDS = 5;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final IdleStrategy strategy = new BackoffIdleStrategy(SPINS, YIELDS, PARK_MIN_NS, PARK_MAX_NS);

    void idle(int work) {
        if (Thread.interrupted()) {
            throw new IllegalStateException("interrupted before the node was recovered");
        }
        strategy.idle(work);
    }
}
