package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.cairn.server.gateway.lookup.Lookup;
import java.util.concurrent.TimeUnit;

/** How long a call may take by what its caller said, from now on. */
final class CallTime {

    private final long timeoutMs;
    private final long deadlineNs;

    /** The time of a call that has just come; 0 is Armeria's word for a caller that sets no bound. */
    CallTime(ServiceRequestContext context) {
        timeoutMs = context.requestTimeoutMillis();
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /** Whether the caller has set a bound. */
    boolean isBounded() {
        return timeoutMs != 0;
    }

    /** What is left of it for a lookup. */
    long leftNs() {
        return isBounded() ? Math.max(1, deadlineNs - System.nanoTime()) : Lookup.NO_TIMEOUT;
    }
}
