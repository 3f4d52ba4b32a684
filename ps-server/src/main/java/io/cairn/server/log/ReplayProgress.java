package io.cairn.server.log;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the node's log, every now and then, how far a starting replica has replayed its own log. */
final class ReplayProgress {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayProgress.class);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(2);

    private final String group;
    private long shown;
    private long showNs;

    ReplayProgress(String group, long position, long nowNs) {
        this.group = group;
        shown = position;
        showNs = nowNs + INTERVAL_NS;
    }

    /** To be called while the replica is not ready. */
    void show(long position, long nowNs) {
        if (nowNs - showNs >= 0 && position > shown) {
            LOG.info("{}: log replayed up to {}, {} MiB/s", group, position,
                ((position - shown) >> 20) * TimeUnit.SECONDS.toNanos(1) / (nowNs - showNs + INTERVAL_NS));
            shown = position;
            showNs = nowNs + INTERVAL_NS;
        }
    }
}
