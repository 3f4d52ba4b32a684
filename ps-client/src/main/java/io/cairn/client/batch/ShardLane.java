package io.cairn.client.batch;

import io.aeron.Aeron;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.replica.Patience;
import io.cairn.client.replica.Replica;
import io.cairn.client.replica.ReplicaListener;
import io.cairn.client.replica.ReplicaSet;
import io.cairn.client.reply.CairnException;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.RowPartDecoder;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Everything between a client and one shard: sessions with its replicas, the pulls in flight, the pushes not yet
 * acknowledged.
 */
public final class ShardLane implements ReplicaListener, AutoCloseable {

    private final BatchOwner owner;
    private final ReplicaSet replicas;
    private final PullWindow pulls;
    private final PushWindow pushes;
    private final PushRoute route;
    private long nowNs;

    /**
     * A lane that connects once it is polled.
     *
     * @param aeron       client of the media driver to use.
     * @param channels    parameters of the streams.
     * @param targets     the replicas by member id, at least one.
     * @param inFlightMax pulls in flight, and pushes not acknowledged, at most.
     * @param patience    how long a replica may leave a pull unanswered.
     * @param owner       the client.
     */
    public ShardLane(
        Aeron aeron, RequestChannels channels, List<SessionTarget> targets, int inFlightMax, Patience patience,
        BatchOwner owner) {
        this.owner = owner;
        SessionTarget any = targets.get(0);
        replicas = new ReplicaSet(
            targets, (target, handler) -> new ShardSession(aeron, channels, target, handler), this);
        pulls = new PullWindow(any.shardId(), inFlightMax, replicas, patience);
        pushes = new PushWindow(any.shardId(), any.clientId(), inFlightMax);
        route = new PushRoute(replicas, pushes, patience);
    }

    /**
     * Handles answers, sends pushes that wait, and asks again for rows that do not come.
     *
     * @param now monotonic time in nanoseconds.
     * @return 0 if there was nothing to do.
     */
    public int poll(long now) {
        nowNs = now;
        return replicas.poll(now) + route.poll(now) + pulls.poll(now);
    }

    /**
     * Sends what the shard has to be asked for a pull, as far as window and stream take it.
     *
     * @param batch          the pull.
     * @param slotMapVersion version it was routed by.
     * @param now            monotonic time in nanoseconds.
     * @return messages sent.
     */
    public int send(PullBatch batch, int slotMapVersion, long now) {
        return pulls.send(batch, slotMapVersion, pushes.position(), now);
    }

    /**
     * Takes in and sends what the shard gets of a push, as far as the window takes it.
     *
     * @param batch          the push.
     * @param slotMapVersion version it was routed by.
     * @param now            monotonic time in nanoseconds.
     * @return messages taken in.
     */
    public int accept(PushBatch batch, int slotMapVersion, long now) {
        int taken = pushes.accept(batch, slotMapVersion);
        if (taken > 0) {
            route.poll(now);
        }
        return taken;
    }

    /**
     * Whether the shard's message of a numbered push can be taken in now. A push that can never be is failed.
     *
     * @param batch the push.
     * @return true as well if the shard has had a message of that number before.
     */
    public boolean isReadyFor(PushBatch batch) {
        return pushes.isReadyFor(batch);
    }

    /**
     * Takes in and sends the shard's message of a numbered push, unless it has had one of that number before.
     *
     * @param batch          the push, which the lane is ready for.
     * @param slotMapVersion version it was routed by.
     * @param now            monotonic time in nanoseconds.
     */
    public void acceptNumbered(PushBatch batch, int slotMapVersion, long now) {
        pushes.acceptNumbered(batch, slotMapVersion);
        route.poll(now);
    }

    /**
     * The last of the client's sequences that the shard is known to have applied.
     *
     * @return 0 if there is none, -1 if the shard has not told yet.
     * @throws CairnException if the shard takes no pushes of this client.
     */
    public long appliedSequence() {
        return pushes.applied();
    }

    /**
     * Whether requests are answered now, by whatever replica.
     *
     * @return false while all connect, for the first time or again.
     */
    public boolean isOpen() {
        return replicas.isOpen();
    }

    /**
     * Pushes the shard has not acknowledged.
     *
     * @return messages, at most the window.
     */
    public long unacknowledgedPushes() {
        return pushes.unacknowledged();
    }

    /**
     * The shard's replicas.
     *
     * @return by member id.
     */
    public ReplicaSet replicas() {
        return replicas;
    }

    /**
     * How the lane stands, for people.
     *
     * @return leader, sessions and pushes.
     */
    public String describe() {
        return replicas.describe() + ", " + pushes.describe();
    }

    @Override
    public void onOpen(Replica replica, long lastSequence, long position, int messageBytesMax) {
        int bytesMax = Math.min(messageBytesMax, replica.session().offerBytesMax());
        pulls.onOpen(bytesMax);
        route.onOpen(replica, lastSequence, position, bytesMax, nowNs);
    }

    @Override
    public void onLost(Replica replica) {
        pulls.onLost(replica, nowNs);
    }

    @Override
    public void onRows(RowPartDecoder part, DirectBuffer buffer, int offset) {
        pulls.onRows(part, buffer, offset);
    }

    @Override
    public void onPushAck(long sequence, long position) {
        pushes.onAck(sequence, position);
    }

    @Override
    public void onRefusal(Replica replica, Refusal refusal) {
        if (refusal.requestTemplateId() == PullDecoder.TEMPLATE_ID) {
            pulls.onRefusal(refusal, owner.viewEpoch(), nowNs);
        } else if (refusal.requestTemplateId() == PushDecoder.TEMPLATE_ID
            || refusal.requestTemplateId() == RestoreRowsDecoder.TEMPLATE_ID) {
            route.onRefusal(replica, refusal, owner.viewEpoch(), nowNs);
        }
    }

    @Override
    public void close() {
        replicas.close();
    }
}
