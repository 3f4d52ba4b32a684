package io.cairn.client;

import io.cairn.client.session.Refusal;
import io.cairn.client.view.ShardFile;

/** Hears what a group's leader says. Answers that are never asked for do nothing by default. */
interface LeaderListener {

    /** The leader has told how far it has applied its log, for the first time or because it was asked. */
    void onPosition(long position);

    /** The leader refuses what was asked, and not because it is none or not ready. */
    default void onRefusal(Refusal refusal) {
        throw refusal.toException();
    }

    /** The leader has a complete snapshot. */
    default void onSnapshotTaken(long position, long bytes) {
    }

    /** The leader has written its part of a checkpoint. */
    default void onCheckpointTaken(long correlationId, ShardFile file) {
    }
}
