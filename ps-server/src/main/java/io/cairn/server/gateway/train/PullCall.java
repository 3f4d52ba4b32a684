package io.cairn.server.gateway.train;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailure;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads rows; sees all pushes of its trainer that were applied when it began. */
final class PullCall extends TrainerCall<PulledRows> {

    /** Bytes of an answer at most. */
    private static final long BYTES_MAX = 64L << 20;

    private final String name;
    private final long[] keys;
    private Table table;
    private byte[] bytes;
    private Optional<Reply> reply = Optional.empty();

    PullCall(String name, long[] keys, long deadlineNs) {
        super(deadlineNs);
        this.name = name;
        this.keys = keys;
    }

    @Override
    void poll(Trainer trainer, EmbeddingClient client, boolean pushesWait) {
        if (reply.isEmpty()) {
            table(name, trainer, client).ifPresent(found -> begin(found, client));
            return;
        }
        Reply begun = reply.orElseThrow();
        if (!begun.isDone()) {
            return;
        }
        try {
            begun.check();
            complete(new PulledRows(table, keys.length, ByteBuffer.wrap(bytes), begun.position(),
                Math.max(0, System.currentTimeMillis() - begun.timestampMs())));
        } catch (CairnException refused) {
            fail(refused);
        }
    }

    private void begin(Table found, EmbeddingClient client) {
        long length = (long) keys.length * found.rowBytes();
        if (length > BYTES_MAX) {
            fail(LookupFailure.of(LookupError.TOO_MANY_KEYS, keys.length + " rows of table '" + name + "' are "
                + length + " bytes, one request may ask for " + BYTES_MAX));
            return;
        }
        table = found;
        bytes = new byte[(int) length];
        reply = Optional.of(client.pullAsync(found, keys, keys.length, new UnsafeBuffer(bytes)));
    }

    @Override
    void close() {
        reply.ifPresent(Reply::close);
    }
}
