package io.cairn.server.gateway.lookup;

import java.util.concurrent.CompletableFuture;

/** Waits for one lookup on behalf of a request that is answered on another thread than the gateway's. */
public final class RowsListener implements LookupListener {

    private final CompletableFuture<CopiedRows> result = new CompletableFuture<>();

    /** Waits from the lookup's submission on. */
    public RowsListener() {
        // there is nothing to be told before
    }

    /**
     * What becomes of the lookup.
     *
     * @return completes on the gateway's thread; exceptionally with a {@link LookupFailedException}.
     */
    public CompletableFuture<CopiedRows> result() {
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
