package io.cairn.server.directory;

import io.cairn.access.Credentials;
import io.cairn.client.session.SessionTarget;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.util.Optional;

/**
 * How a node reaches the replicas of its cluster.
 *
 * @param cluster     shards and their replicas.
 * @param nodeName    this node; its own replicas are reached over IPC.
 * @param credentials as whom, empty where nobody has to prove it.
 */
public record NodeSessions(ClusterConfig cluster, String nodeName, Optional<Credentials> credentials) {

    /** Nodes push nothing to each other, so they need no sequence of their own. */
    private static final long CLIENT_ID = 0;

    SessionTarget target(ShardConfig shard, String replica) {
        return new SessionTarget(
            shard.id(),
            cluster.node(replica).endpoint(shard.id(), PortRole.REQUESTS),
            replica.equals(nodeName),
            cluster.clusterId(),
            CLIENT_ID,
            credentials);
    }
}
