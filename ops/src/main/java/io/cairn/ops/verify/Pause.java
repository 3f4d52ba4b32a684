package io.cairn.ops.verify;

import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.RunException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass, until the run is told to end. */
final class Pause {

    private Pause() {
    }

    /**
     * Returns when the time has passed.
     *
     * @throws RunException if the caller's thread is interrupted.
     */
    static void ms(long time) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(time);
        for (long leftNs = endNs - System.nanoTime(); leftNs > 0; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
            OrderlyEnd.check();
        }
    }
}
