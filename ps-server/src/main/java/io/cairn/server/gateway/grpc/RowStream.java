package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.cairn.rpc.v1.Rows;
import io.cairn.server.gateway.lookup.CopiedRows;
import io.cairn.server.gateway.lookup.Lookups;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;

/**
 * A lookup answered in parts, one after the other: the next is looked up when the reader has taken the one before. So a
 * stream holds one part in memory, however large it is and however slow its reader. The thread of the connection owns
 * it.
 */
final class RowStream {

    private static final int KEYS_MAX = 1024;
    private static final int BYTES_MAX = 1 << 20;
    /** Of the first part, whose rows may have any length: 32 KiB at most. */
    private static final int FIRST_ROWS = 32;
    /** How long one part may take, lookup and reader together, where the caller set no deadline. */
    private static final Duration PART_TIMEOUT = Duration.ofSeconds(10);

    private final Lookups lookups;
    private final LookupParts parts;
    private final ServerCallStreamObserver<Rows> reader;
    private final ServiceRequestContext context;
    private final CallTime time;
    private int next;
    private int rowsMax = FIRST_ROWS;
    private boolean awaitsRows;
    private boolean ended;

    RowStream(
        Lookups lookups, LookupParts parts, ServerCallStreamObserver<Rows> reader, ServiceRequestContext context) {
        this.lookups = lookups;
        this.parts = parts;
        this.reader = reader;
        this.context = context;
        time = new CallTime(context);
    }

    /** Has parts sent from the time on that the reader is ready. */
    void begin() {
        reader.setOnCancelHandler(() -> ended = true);
        reader.setOnReadyHandler(this::proceed);
    }

    private void proceed() {
        if (ended || awaitsRows || !reader.isReady()) {
            return;
        }
        if (!time.isBounded()) {
            context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, PART_TIMEOUT);
        }
        awaitsRows = true;
        parts.lookup(next, parts.partEnd(next, rowsMax, KEYS_MAX), time, lookups)
            .thenAcceptAsync(this::onRows, context.eventLoop())
            .exceptionallyAsync(this::onFailure, context.eventLoop());
    }

    /** The reader may ask for the next part while it is given this one. */
    private void onRows(CopiedRows rows) {
        awaitsRows = false;
        if (ended) {
            return;
        }
        int first = next;
        next += rows.count();
        rowsMax = Math.max(1, BYTES_MAX / rows.rowBytes());
        ended = next == parts.count();
        reader.onNext(RowsMessage.of(rows, first));
        if (ended) {
            reader.onCompleted();
        } else {
            proceed();
        }
    }

    private Void onFailure(Throwable failure) {
        if (!ended) {
            ended = true;
            reader.onError(CallFailures.of(failure));
        }
        return null;
    }
}
