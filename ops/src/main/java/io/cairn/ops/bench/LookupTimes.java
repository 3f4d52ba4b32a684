package io.cairn.ops.bench;

import io.cairn.rpc.v1.Rows;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts the answers to lookups, and how long each took. Used by any threads. */
final class LookupTimes {

    private static final int DIGITS = 3;

    private final Histogram nanos = new ConcurrentHistogram(DIGITS);
    private final AtomicLong failed = new AtomicLong();
    private final Phaser open = new Phaser(1);

    /** Waits for the answer to a lookup that was due at a time. */
    StreamObserver<Rows> begin(long dueNs) {
        open.register();
        return new StreamObserver<>() {
            @Override
            public void onNext(Rows rows) {
                nanos.recordValue(System.nanoTime() - dueNs);
            }

            @Override
            public void onError(Throwable failure) {
                failed.incrementAndGet();
                open.arriveAndDeregister();
            }

            @Override
            public void onCompleted() {
                open.arriveAndDeregister();
            }
        };
    }

    /** Waits until all are answered or have failed, each by its own deadline. */
    void awaitAll() {
        open.arriveAndAwaitAdvance();
    }

    Histogram nanos() {
        return nanos;
    }

    long answered() {
        return nanos.getTotalCount();
    }

    long failed() {
        return failed.get();
    }
}
