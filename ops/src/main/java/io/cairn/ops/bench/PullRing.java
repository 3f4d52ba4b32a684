package io.cairn.ops.bench;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.Reply;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/** A number of pulls in flight, each begun anew as soon as it is answered. */
final class PullRing {

    private final FilledTable filled;
    private final KeyBatches batches;
    private final Reply[] replies;
    private final long[][] keys;
    private final UnsafeBuffer[] rows;
    private final IdleStrategy idleStrategy = YieldingIdleStrategy.INSTANCE;

    PullRing(FilledTable filled, KeyBatches batches, Workload workload) {
        this.filled = filled;
        this.batches = batches;
        replies = new Reply[workload.inFlight()];
        keys = new long[workload.inFlight()][];
        rows = new UnsafeBuffer[workload.inFlight()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = filled.buffer(workload.batch());
        }
    }

    /** Pulls as long as the phase lasts and waits for the last answers. Returns rows per second. */
    double run(TimedPhase phase) {
        for (int i = 0; i < replies.length; i++) {
            begin(i);
        }
        long answered = 0;
        int slot = 0;
        while (!phase.isOver()) {
            finish(slot);
            begin(slot);
            answered++;
            slot = slot + 1 == replies.length ? 0 : slot + 1;
        }
        for (int i = 0; i < replies.length; i++) {
            finish(slot);
            slot = slot + 1 == replies.length ? 0 : slot + 1;
        }
        return SystemRate.perSecond((answered + replies.length) * keys[0].length, phase.elapsedNs());
    }

    /** Requires that the last answers are right. */
    void check() {
        for (int i = 0; i < replies.length; i++) {
            filled.check(keys[i], rows[i]);
        }
    }

    private void begin(int slot) {
        keys[slot] = batches.next();
        replies[slot] = filled.client().pullAsync(filled.table(), keys[slot], keys[slot].length, rows[slot]);
    }

    private void finish(int slot) {
        EmbeddingClient client = filled.client();
        try (Reply reply = replies[slot]) {
            while (!reply.isDone()) {
                idleStrategy.idle(client.poll());
            }
            reply.check();
        }
    }
}
