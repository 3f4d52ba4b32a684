package io.cairn.server.gateway;

import io.cairn.access.Credentials;
import io.cairn.client.ClientContext;
import io.cairn.client.Transport;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.NodeConfig;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a gateway is told.
 *
 * @param cluster     whom it serves, with the limits.
 * @param gateway     its own settings.
 * @param exposure    whether others than this machine may reach it.
 * @param node        the node in whose process it runs; its shards are reached through shared memory.
 * @param credentials as whom it talks to the cluster, empty where nobody has to prove it.
 */
public record GatewayContext(
    ClusterConfig cluster,
    GatewayConfig gateway,
    Exposure exposure,
    Optional<NodeConfig> node,
    Optional<Credentials> credentials) {

    private static final int CONNECT_TIMEOUT_S = 5;

    /**
     * Checks that the gateway says nothing to others than this machine, unless it was told to.
     *
     * @throws IllegalArgumentException if others could reach it.
     */
    public GatewayContext {
        if (exposure == Exposure.LOOPBACK && !gateway.onLoopback()) {
            throw new IllegalArgumentException("gateways.host of " + gateway.name() + " is " + gateway.host()
                + ", where others reach it, and it asks nobody who they are: bind it to 127.0.0.1, or say --insecure");
        }
    }

    /** Whether trainers may push through it: where whoever reaches it might as well push to the nodes. */
    boolean trains() {
        return switch (cluster.access().mode()) {
            case OPEN -> true;
            case LOCAL -> gateway.onLoopback();
            case TOKEN -> false;
        };
    }

    /** Settings of one of its connections. */
    ClientContext client() {
        ClientContext client = new ClientContext()
            .cluster(cluster)
            .connectTimeout(CONNECT_TIMEOUT_S, TimeUnit.SECONDS)
            .callTimeout(cluster.serving().deadlineMs(), TimeUnit.MILLISECONDS);
        node.ifPresent(here -> client.transport(Transport.IPC).aeronDirectory(here.aeronDirectory()));
        credentials.ifPresent(as -> client.principal(as.principal(), as.token()));
        return client;
    }
}
