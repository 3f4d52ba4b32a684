package io.cairn.client.session;

import io.cairn.access.Credentials;
import io.cairn.config.ShardConfig;
import java.util.Optional;

/**
 * Whom a session talks to, and as whom.
 *
 * @param shardId         id of the shard, -1 for the directory.
 * @param requestEndpoint {@code host:port} of the replica's request stream; its response control is the port after.
 * @param ipc             true to talk through the shared memory of one media driver instead of UDP.
 * @param clusterId       the cluster expected, 0 for any.
 * @param clientId        names the sequence of pushes; the same after a reconnect.
 * @param credentials     as which principal, empty if the cluster asks nobody.
 */
public record SessionTarget(
    int shardId,
    String requestEndpoint,
    boolean ipc,
    long clusterId,
    long clientId,
    Optional<Credentials> credentials) {

    /** Checks the endpoint's form. */
    public SessionTarget {
        if (!requestEndpoint.matches(".+:\\d{1,5}")) {
            throw new IllegalArgumentException("endpoint must be host:port, got '" + requestEndpoint + "'");
        }
    }

    /**
     * The name that messages to people use.
     *
     * @return for example {@code shard-0 at localhost:9010}.
     */
    public String name() {
        String group = shardId == ShardConfig.DIRECTORY_ID ? "directory" : "shard-" + shardId;
        return group + " at " + requestEndpoint + (ipc ? " (ipc)" : "");
    }

    /**
     * Where the replica controls its responses.
     *
     * @return {@code host:port}, one port above the requests.
     */
    public String responseEndpoint() {
        int colon = requestEndpoint.lastIndexOf(':');
        return requestEndpoint.substring(0, colon + 1) + (Integer.parseInt(requestEndpoint.substring(colon + 1)) + 1);
    }
}
