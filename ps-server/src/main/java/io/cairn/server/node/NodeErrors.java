package io.cairn.server.node;

import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.StorageSpaceException;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the errors of all of a node's agents end: in the log, and counted. What ends an agent is told once. */
final class NodeErrors implements ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(NodeErrors.class);

    private final AtomicLong count = new AtomicLong();
    private volatile Throwable last = new IllegalStateException("no error was reported");

    @Override
    public void onError(Throwable error) {
        if (error instanceof AeronException event && event.category() == AeronException.Category.WARN
            && !(error instanceof StorageSpaceException)) {
            LOG.warn("{}", event.getMessage());
            return;
        }
        if (error instanceof AgentTerminationException && error.getCause() == last) {
            return;
        }
        count.incrementAndGet();
        last = error;
        LOG.error("agent failed", error);
    }

    /** Errors since the start, warnings not included. */
    long count() {
        return count.get();
    }

    /** The newest error. */
    Throwable last() {
        return last;
    }

    /** What the newest error and each of its causes say, outermost first: the last of them is what to mend. */
    String reason() {
        StringJoiner reason = new StringJoiner(": ");
        for (Throwable error = last; error != null; error = error.getCause()) {
            reason.add(String.valueOf(error.getMessage()));
        }
        return reason.toString();
    }
}
