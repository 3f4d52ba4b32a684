package io.cairn.server.shard;

import io.cairn.server.log.LogIngress;
import io.cairn.wire.codecs.ForgetClientsEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Has clients forgotten that push no more. The leader looks at its clock and proposes, the log decides: how long is too
 * long stands in the message, and from when it counts is the message's cluster time. So replicas forget the same
 * clients though their settings or clocks differ.
 */
final class IdleClients {

    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ForgetClientsEncoder.BLOCK_LENGTH;

    private final ClientSequences sequences;
    private final LogIngress ingress;
    private final EpochClock clock = SystemEpochClock.INSTANCE;
    private final long idleMs;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private long lookNs;

    IdleClients(ShardContext context, ClientSequences sequences) {
        this.sequences = sequences;
        ingress = context.ingress();
        idleMs = TimeUnit.SECONDS.toMillis(context.cluster().limits().clientIdleSeconds());
        new ForgetClientsEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder()).idleMs(idleMs);
    }

    /** Proposes to the log, if this replica leads and some client has been idle for too long. */
    int doWork(long nowNs) {
        if (nowNs - lookNs < 0) {
            return 0;
        }
        lookNs = nowNs + LOOK_NS;
        return sequences.clients() > 0
            && clock.time() - sequences.idleSinceMs() > idleMs
            && ingress.forward(message, 0, LENGTH) ? 1 : 0;
    }
}
