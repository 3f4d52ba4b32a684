package io.cairn.client.view;

import java.util.Optional;

/**
 * How one replica of a shard stands, as a client sees it.
 *
 * @param shardId     id of the shard.
 * @param memberId    its place in the shard, from 0.
 * @param view        what it has applied; empty if it did not answer.
 * @param description address, state of the session, and why it is in that state, for people.
 */
public record ReplicaState(int shardId, int memberId, Optional<ShardView> view, String description) {
}
