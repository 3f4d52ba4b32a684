package io.cairn.server.gateway.train;

import io.cairn.client.EmbeddingClient;

/** Waits until all pushes that came before are applied. */
final class FlushCall extends TrainerCall<TrainerState> {

    private final boolean tellsFailure;

    /**
     * A call that waits.
     *
     * @param tellsFailure whether it fails if one of the pushes was refused.
     * @param deadlineNs   when it gives up.
     */
    FlushCall(boolean tellsFailure, long deadlineNs) {
        super(deadlineNs);
        this.tellsFailure = tellsFailure;
    }

    @Override
    void poll(Trainer trainer, EmbeddingClient client, boolean pushesWait) {
        long applied = client.appliedSequence();
        if (pushesWait || applied < trainer.accepted()) {
            return;
        }
        if (tellsFailure) {
            trainer.takeRefusal().ifPresent(this::fail);
        }
        if (!isDone()) {
            complete(new TrainerState(trainer.id(), applied));
        }
    }
}
