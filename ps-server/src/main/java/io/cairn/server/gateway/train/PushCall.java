package io.cairn.server.gateway.train;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import io.cairn.wire.codecs.ErrorCode;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/** Pushes gradients under their trainer's number; done when they are on their way to the shards. */
final class PushCall extends TrainerCall<TrainerState> {

    private final long sequence;
    private final String name;
    private final long[] keys;
    private final UnsafeBuffer gradients;
    private Optional<Reply> reply = Optional.empty();

    PushCall(long sequence, String name, long[] keys, UnsafeBuffer gradients, long deadlineNs) {
        super(deadlineNs);
        this.sequence = sequence;
        this.name = name;
        this.keys = keys;
        this.gradients = gradients;
    }

    @Override
    boolean isPush() {
        return true;
    }

    @Override
    void poll(Trainer trainer, EmbeddingClient client, boolean pushesWait) {
        if (reply.isEmpty() && !pushesWait) {
            table(name, trainer, client).ifPresent(table -> begin(table, client));
        }
        if (reply.isEmpty() || !reply.orElseThrow().isAccepted()) {
            return;
        }
        Reply begun = reply.orElseThrow();
        if (begun.isDone() && begun.isFailed()) {
            failed(begun);
            return;
        }
        reply = Optional.empty();
        trainer.onAccepted(sequence, begun);
        complete(new TrainerState(trainer.id(), client.appliedSequence()));
    }

    private void begin(Table table, EmbeddingClient client) {
        if ((long) keys.length * table.rowBytes() != gradients.capacity()) {
            fail(new RefusedException("gateway", ErrorCode.WRONG_DIMENSION, table.dimension(), gradients.capacity()
                + " bytes of gradients for " + keys.length + " keys of table '" + name + "', whose rows have "
                + table.rowBytes()));
            return;
        }
        reply = Optional.of(client.pushNumberedAsync(sequence, table, keys, keys.length, gradients));
    }

    private void failed(Reply begun) {
        try {
            begun.check();
        } catch (CairnException refused) {
            fail(refused);
        }
    }

    @Override
    void close() {
        reply.ifPresent(Reply::close);
    }
}
