package io.cairn.client.batch;

import io.cairn.client.reply.CairnException;

/** What shards' lanes and batches ask of the client that they belong to. */
public interface BatchOwner {

    /**
     * How many views of the cluster were seen. What was refused under one view is tried again under the next.
     *
     * @return rises with each view.
     */
    long viewEpoch();

    /**
     * A push for rows that have to find another way; the client sends it before all later ones.
     *
     * @return a push that has not begun.
     */
    PushBatch reroute();

    /**
     * A push has failed whose caller has gone on.
     *
     * @param reason to be thrown by the next flush.
     */
    void onUnclaimedFailure(CairnException reason);
}
