package io.cairn.client.view;

/**
 * Where one replica answers.
 *
 * @param shardId  id of its shard, -1 for the directory.
 * @param memberId its place in the shard, from 0.
 * @param endpoint {@code host:port} of its request stream.
 */
public record ReplicaView(int shardId, int memberId, String endpoint) {
}
