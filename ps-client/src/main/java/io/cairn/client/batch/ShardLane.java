package io.cairn.client.batch;

import io.aeron.Aeron;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.CairnException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionState;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ShardView;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RowPartDecoder;
import java.util.Optional;
import org.agrona.DirectBuffer;

/** Everything between a client and one shard: a session, the pulls in flight, the pushes not yet acknowledged. */
public final class ShardLane implements AnswerHandler, AutoCloseable {

    private final int shard;
    private final BatchOwner owner;
    private final ShardSession session;
    private final PullWindow pulls;
    private final PushWindow pushes;
    private long nowNs;
    private long describeId;
    private ShardView view;

    /**
     * A lane that connects once it is polled.
     *
     * @param aeron       client of the media driver to use.
     * @param channels    parameters of the streams.
     * @param target      the replica.
     * @param inFlightMax pulls in flight, and pushes not acknowledged, at most.
     * @param owner       the client.
     */
    public ShardLane(
        Aeron aeron, RequestChannels channels, SessionTarget target, int inFlightMax, BatchOwner owner) {
        this.shard = target.shardId();
        this.owner = owner;
        this.pulls = new PullWindow(shard, inFlightMax);
        this.pushes = new PushWindow(shard, target.clientId(), inFlightMax);
        this.session = new ShardSession(aeron, channels, target, this);
    }

    /**
     * Handles answers and sends pushes that wait.
     *
     * @param now monotonic time in nanoseconds.
     * @return 0 if there was nothing to do.
     */
    public int poll(long now) {
        nowNs = now;
        return session.poll(now) + (isOpen() ? pushes.send(session, now) : 0);
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
        return isOpen() ? pulls.send(batch, session, slotMapVersion, pushes.position(), now) : 0;
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
        if (taken > 0 && isOpen()) {
            pushes.send(session, now);
        }
        return taken;
    }

    /**
     * Whether requests are answered now.
     *
     * @return false while it connects, for the first time or again.
     */
    public boolean isOpen() {
        return session.state() == SessionState.OPEN;
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
     * How the lane stands, for people.
     *
     * @return session and pushes.
     */
    public String describe() {
        return session.describe() + ", " + pushes.describe();
    }

    /**
     * Asks the shard what it has applied.
     *
     * @return false if it has to be tried again later.
     */
    public boolean askView() {
        view = null;
        DirectBuffer message = CommandEncoder.describeShard(++describeId);
        return session.offer(message, 0, message.capacity());
    }

    /**
     * The answer to the last {@link #askView()}.
     *
     * @return empty until it has come.
     */
    public Optional<ShardView> view() {
        return Optional.ofNullable(view);
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        int bytesMax = Math.min(messageBytesMax, session.offerBytesMax());
        pulls.onOpen(bytesMax);
        pushes.onOpen(lastSequence, position, bytesMax);
    }

    @Override
    public void onLost(String reason) {
        pulls.onLost(owner.viewEpoch(), new CairnException("session with shard-" + shard + " lost: " + reason, true));
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
    public void onRefusal(Refusal refusal) {
        if (refusal.requestTemplateId() == PullDecoder.TEMPLATE_ID) {
            pulls.onRefusal(refusal, owner.viewEpoch());
        } else if (refusal.requestTemplateId() == PushDecoder.TEMPLATE_ID) {
            pushes.onRefusal(refusal, owner.viewEpoch(), nowNs);
        }
    }

    @Override
    public void onShardView(long correlationId, ShardView answer) {
        if (correlationId == describeId) {
            view = answer;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
