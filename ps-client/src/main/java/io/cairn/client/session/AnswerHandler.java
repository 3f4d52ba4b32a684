package io.cairn.client.session;

import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardFile;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.SlotView;
import io.cairn.client.view.SnapshotSource;
import io.cairn.wire.codecs.RowPartDecoder;
import org.agrona.DirectBuffer;

/**
 * Receives what a session hears, on the thread that polls it. Answers that a user of the session never asks for do
 * nothing by default.
 */
public interface AnswerHandler {

    /**
     * The replica has told who leads its group: before each {@link #onOpen}, and unasked when it changes.
     *
     * @param termId         leadership term, rises with each election; -1 before the first.
     * @param leaderMemberId the leader's place in the group, -1 while there is none.
     */
    default void onLeadership(long termId, int leaderMemberId) {
    }

    /**
     * The session is open, for the first time or again, or was {@linkplain ShardSession#askOpen asked} how it stands.
     *
     * @param lastSequence    last push of this client that the shard has applied, 0 for none,
     *                        {@link io.cairn.wire.ClientId#FORGOTTEN} if there may have been some.
     * @param position        log position applied.
     * @param messageBytesMax largest request accepted.
     */
    void onOpen(long lastSequence, long position, int messageBytesMax);

    /**
     * An open session was lost; what is unanswered has to be asked again once it is open.
     *
     * @param reason what was seen, for people.
     */
    void onLost(String reason);

    /**
     * A request had no effect.
     *
     * @param refusal which request, and why.
     */
    void onRefusal(Refusal refusal);

    /**
     * Rows of a pull.
     *
     * @param part   what the rows are; valid during the call only.
     * @param buffer holds them.
     * @param offset where the first of them begins; they follow each other without gaps.
     */
    default void onRows(RowPartDecoder part, DirectBuffer buffer, int offset) {
    }

    /**
     * All pushes up to one are committed and applied.
     *
     * @param sequence the last of them.
     * @param position log position that contains them.
     */
    default void onPushAck(long sequence, long position) {
    }

    /**
     * A command about a table or an alias is in force.
     *
     * @param correlationId of the command.
     * @param position      log position that contains it.
     * @param tableId       the table, also of the alias, 0 if there was none.
     */
    default void onTableApplied(long correlationId, long position, int tableId) {
    }

    /**
     * The directory's answer to a description of the cluster.
     *
     * @param correlationId of the request.
     * @param view          the cluster.
     */
    default void onClusterView(long correlationId, ClusterView view) {
    }

    /**
     * A replica's answer to a description of its shard.
     *
     * @param correlationId of the request.
     * @param view          the shard.
     */
    default void onShardView(long correlationId, ShardView view) {
    }

    /**
     * A replica's answer to a description of a slot.
     *
     * @param correlationId of the request.
     * @param view          the slot.
     */
    default void onSlotView(long correlationId, SlotView view) {
    }

    /**
     * A replica has a complete snapshot, as was asked.
     *
     * @param correlationId that of the request.
     * @param position      log position that the snapshot is the state at.
     * @param bytes         length of its file.
     */
    default void onSnapshotTaken(long correlationId, long position, long bytes) {
    }

    /**
     * A shard has written its part of a checkpoint.
     *
     * @param correlationId that of the request.
     * @param file          what was written.
     */
    default void onCheckpointTaken(long correlationId, ShardFile file) {
    }

    /**
     * A replica's answer to a description of a snapshot.
     *
     * @param correlationId of the request.
     * @param source        what the snapshot consists of.
     */
    default void onSnapshotSource(long correlationId, SnapshotSource source) {
    }

    /**
     * A part of a snapshot's file.
     *
     * @param correlationId of the request.
     * @param fileOffset    where the part belongs in the file.
     * @param part          holds the bytes; valid during the call only.
     */
    default void onSnapshotPart(long correlationId, long fileOffset, DirectBuffer part) {
    }
}
