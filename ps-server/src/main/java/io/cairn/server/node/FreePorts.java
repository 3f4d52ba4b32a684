package io.cairn.server.node;

import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Refuses by name a UDP port that this node cannot have, before one of Aeron's threads fails on it. */
final class FreePorts {

    private static final List<PortRole> OF_ONE_REPLICA = List.of(PortRole.REQUESTS, PortRole.RESPONSES);
    private static final List<PortRole> OF_SEVERAL = List.of(PortRole.values());

    private FreePorts() {
    }

    /**
     * Tries each port and gives it back.
     *
     * @param node   whose ports.
     * @param groups whose replicas it hosts.
     * @throws IllegalStateException if a port cannot be had.
     */
    static void require(NodeConfig node, List<ShardConfig> groups) {
        for (ShardConfig group : groups) {
            List<PortRole> roles = group.replicas().size() == 1 ? OF_ONE_REPLICA : OF_SEVERAL;
            roles.forEach(role -> require(node.endpoint(group.id(), role),
                new InetSocketAddress(node.host(), node.port(group.id(), role))));
        }
    }

    private static void require(String endpoint, SocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            socket.setReuseAddress(false);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + endpoint + " over UDP (" + e.getMessage()
                + "): stop what listens there or change basePort", e);
        }
    }
}
