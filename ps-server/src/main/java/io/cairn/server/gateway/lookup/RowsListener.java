package io.cairn.server.gateway.http;

import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.lookup.LookupListener;
import io.cairn.server.gateway.lookup.LookupReply;
import java.util.concurrent.CompletableFuture;

/** Waits for one lookup on behalf of a request. */
final class RowsListener implements LookupListener {

    private final CompletableFuture<CopiedRows> result = new CompletableFuture<>();

    /** Completes on the gateway's thread; exceptionally with a {@link LookupFailedException}. */
    CompletableFuture<CopiedRows> result() {
        return result;
    }

    @Override
    public void onRows(LookupReply reply) {
        result.complete(CopiedRows.of(reply));
    }

    @Override
    public void onFailure(LookupFailure failure) {
        result.completeExceptionally(new LookupFailedException(failure));
    }
}
