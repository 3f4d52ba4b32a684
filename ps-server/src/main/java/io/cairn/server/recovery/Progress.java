package io.cairn.server.recovery;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the node's log, every now and then, how far the recovery of a group is. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MIB_SHIFT = 20;
    private static final int PERCENT = 100;

    private final String group;
    private long showNs = System.nanoTime() + INTERVAL_NS;

    Progress(String group) {
        this.group = group;
    }

    /** What is waited for. */
    void show(Supplier<String> what) {
        if (due()) {
            LOG.info("{}: {}", group, what.get());
        }
    }

    /** How many bytes of something are there. */
    void show(String what, LongSupplier bytes, long bytesTotal) {
        if (due()) {
            long done = bytes.getAsLong();
            LOG.info("{}: {} of {} MiB of the {} fetched, {} %", group, done >> MIB_SHIFT, bytesTotal >> MIB_SHIFT,
                what, PERCENT * done / bytesTotal);
        }
    }

    private boolean due() {
        long nowNs = System.nanoTime();
        boolean due = nowNs - showNs >= 0;
        if (due) {
            showNs = nowNs + INTERVAL_NS;
        }
        return due;
    }
}
