package io.cairn.client.scripted;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.cairn.client.channel.RequestChannels;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/**
 * Where a scripted replica listens.
 *
 * @param shardId  its group, -1 for the directory.
 * @param memberId its place in the group.
 * @param endpoint host and port of its requests.
 * @param ipc      whether it is reached through memory rather than UDP.
 */
record ScriptedAddress(int shardId, int memberId, String endpoint, boolean ipc) {

    private static final int ATTEMPTS = 100;

    /** An address of a pair of ports that are free now. */
    static ScriptedAddress free(int shardId, int memberId) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                try (DatagramSocket requests = new DatagramSocket(local(0))) {
                    if (isFree(requests.getLocalPort() + 1)) {
                        return new ScriptedAddress(shardId, memberId, "localhost:" + requests.getLocalPort(), false);
                    }
                }
            }
        } catch (SocketException refused) {
            throw new UncheckedIOException(refused);
        }
        throw new IllegalStateException("no pair of free ports in " + ATTEMPTS + " attempts");
    }

    private static boolean isFree(int port) {
        try {
            new DatagramSocket(local(port)).close();
            return true;
        } catch (SocketException taken) {
            return false;
        }
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    Subscription subscribe(Aeron aeron, RequestChannels channels) {
        String channel = ipc ? channels.requestSubscription() : channels.requestSubscription(endpoint);
        return aeron.addSubscription(channel, RequestChannels.requestStreamId(shardId));
    }

    ExclusivePublication respond(Aeron aeron, RequestChannels channels, long imageCorrelationId) {
        int colon = endpoint.lastIndexOf(':');
        String control =
            endpoint.substring(0, colon + 1) + (Integer.parseInt(endpoint.substring(colon + 1)) + 1);
        String channel = ipc
            ? channels.responsePublication(imageCorrelationId)
            : channels.responsePublication(control, imageCorrelationId);
        return aeron.addExclusivePublication(channel, RequestChannels.responseStreamId(shardId));
    }
}
