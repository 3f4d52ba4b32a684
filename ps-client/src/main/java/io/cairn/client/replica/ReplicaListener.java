package io.cairn.client.replica;

import io.cairn.client.session.Refusal;
import io.cairn.wire.codecs.RowPartDecoder;
import org.agrona.DirectBuffer;

/** Hears what the replicas of a shard answer, and which of them does. Called on the thread that polls. */
public interface ReplicaListener {

    /**
     * A session was opened, or asked again how it stands.
     *
     * @param replica         the replica.
     * @param lastSequence    last push of this client that the replica has applied, 0 for none,
     *                        {@link io.cairn.wire.ClientId#FORGOTTEN} if there may have been some.
     * @param position        log position it has applied.
     * @param messageBytesMax largest request it accepts.
     */
    void onOpen(Replica replica, long lastSequence, long position, int messageBytesMax);

    /**
     * An open session was lost, and with it the answers that the replica owes.
     *
     * @param replica the replica.
     */
    void onLost(Replica replica);

    /**
     * Rows of a pull.
     *
     * @param part   what the rows are; valid during the call only.
     * @param buffer holds them.
     * @param offset where the first of them begins.
     */
    void onRows(RowPartDecoder part, DirectBuffer buffer, int offset);

    /**
     * All pushes up to one are committed and applied.
     *
     * @param sequence the last of them.
     * @param position log position that contains them.
     */
    void onPushAck(long sequence, long position);

    /**
     * A request had no effect.
     *
     * @param replica who refused it.
     * @param refusal which request, and why.
     */
    void onRefusal(Replica replica, Refusal refusal);
}
