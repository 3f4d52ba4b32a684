package io.cairn.server.gateway.train;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.Table;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A call of a trainer. Made on any thread, then the loop's; completes there.
 *
 * @param <R> what it answers.
 */
abstract class TrainerCall<R> {

    private static final long NOT_ASKED = -1;
    /** The next view may be the answer to an older question, the one behind it is not. */
    private static final int VIEWS = 2;

    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final long deadlineNs;
    private long askedEpoch = NOT_ASKED;

    TrainerCall(long deadlineNs) {
        this.deadlineNs = deadlineNs;
    }

    final CompletionStage<R> result() {
        return result;
    }

    final boolean isDone() {
        return result.isDone();
    }

    final boolean isLate(long nowNs) {
        return nowNs - deadlineNs >= 0;
    }

    final void complete(R answer) {
        result.complete(answer);
    }

    final void fail(LookupFailure failure) {
        result.completeExceptionally(new LookupFailedException(failure));
    }

    final void fail(CairnException failure) {
        fail(LookupFailure.of(failure));
    }

    /** Whether a later push has to wait for this call. */
    boolean isPush() {
        return false;
    }

    /**
     * Goes on; completes or fails sooner or later.
     *
     * @param trainer    whose call it is.
     * @param client     its client.
     * @param pushesWait whether a push that came before is not accepted yet.
     * @throws CairnException if the trainer can go on no more.
     */
    abstract void poll(Trainer trainer, EmbeddingClient client, boolean pushesWait);

    /** Lets go of what it has begun; called once, when it is done. */
    void close() {
        // nothing to let go of
    }

    /** The table a name stands for; fails if there is none, by a view that was asked for after the call came. */
    final Optional<Table> table(String name, Trainer trainer, EmbeddingClient client) {
        Optional<Table> known = trainer.table(name);
        if (known.isEmpty()) {
            askedEpoch = askedEpoch == NOT_ASKED ? client.viewEpoch() : askedEpoch;
            if (client.viewEpoch() - askedEpoch < VIEWS) {
                client.askView();
            } else {
                fail(LookupFailure.of(LookupError.UNKNOWN_TABLE, "no table '" + name + "'"));
            }
        }
        return known;
    }
}
