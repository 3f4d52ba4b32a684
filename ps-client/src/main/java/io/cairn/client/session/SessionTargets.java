package io.cairn.client.session;

import io.cairn.access.Credentials;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * As whom a client talks to the replicas of its cluster, and on which way.
 *
 * @param isLocal     whether the replica at a {@code host:port} shares the client's media driver, and is talked to
 *                    through its memory; others over UDP.
 * @param clusterId   the cluster expected, 0 for any.
 * @param clientId    names the sequence of pushes; the same after a reconnect.
 * @param credentials as which principal, empty if the cluster asks nobody.
 */
public record SessionTargets(
    Predicate<String> isLocal, long clusterId, long clientId, Optional<Credentials> credentials) {

    /**
     * Whom to talk to.
     *
     * @param shardId  id of the shard, -1 for the directory.
     * @param endpoint {@code host:port} of the replica's request stream.
     * @return the target of a session.
     */
    public SessionTarget replica(int shardId, String endpoint) {
        return new SessionTarget(shardId, endpoint, isLocal.test(endpoint), clusterId, clientId, credentials);
    }
}
