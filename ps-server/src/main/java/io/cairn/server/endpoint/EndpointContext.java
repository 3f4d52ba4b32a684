package io.cairn.server.endpoint;

import io.cairn.client.channel.RequestChannels;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.server.access.AccessControl;
import org.agrona.ErrorHandler;

/**
 * Settings of one replica's door.
 *
 * @param cluster         the whole configuration.
 * @param node            the node that hosts the replica.
 * @param shardId         the replica's group, -1 for the directory.
 * @param messageBytesMax largest request accepted, whole message.
 * @param access          who is let in.
 * @param counters        counts what passes.
 * @param errorHandler    told of errors that no client can be told of.
 */
public record EndpointContext(
    ClusterConfig cluster,
    NodeConfig node,
    int shardId,
    int messageBytesMax,
    AccessControl access,
    ReplicaCounters counters,
    ErrorHandler errorHandler) {

    /**
     * Channels of requests and answers.
     *
     * @return built from the cluster's channel parameters.
     */
    public RequestChannels channels() {
        return new RequestChannels(cluster.channels());
    }

    /**
     * Where requests arrive over UDP.
     *
     * @return {@code host:port}.
     */
    public String requestEndpoint() {
        return node.endpoint(shardId, PortRole.REQUESTS);
    }

    /**
     * Where clients ask for their answers over UDP.
     *
     * @return {@code host:port}.
     */
    public String responseEndpoint() {
        return node.endpoint(shardId, PortRole.RESPONSES);
    }

    /**
     * The number that stands for the cluster's name.
     *
     * @return never 0.
     */
    public long clusterId() {
        return cluster.clusterId();
    }
}
