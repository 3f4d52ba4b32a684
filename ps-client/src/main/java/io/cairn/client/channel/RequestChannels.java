package io.cairn.client.channel;

import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.cairn.config.ChannelConfig;

/**
 * Channels of one replica's request endpoint, for both sides of it.
 *
 * <p>A client adds the {@linkplain #responseSubscription response subscription} first, then its request publication
 * with that subscription's registration id. The replica sees a new image on its {@linkplain #requestSubscription
 * request subscription} and answers on a {@linkplain #responsePublication publication} tied to that image. Both
 * directions exist over UDP and over IPC on the same stream ids.
 */
public final class RequestChannels {

    private static final int REQUEST_STREAM_BASE = 1000;
    private static final int RESPONSE_STREAM_BASE = 2000;

    private final ChannelConfig config;

    /**
     * Channels with given parameters.
     *
     * @param config term, mtu and window, the same on both sides.
     */
    public RequestChannels(ChannelConfig config) {
        this.config = config;
    }

    /**
     * Stream of requests to a group.
     *
     * @param shardId id of the shard, -1 for the directory.
     * @return the Aeron stream id.
     */
    public static int requestStreamId(int shardId) {
        return REQUEST_STREAM_BASE + shardId + 1;
    }

    /**
     * Stream of answers from a group.
     *
     * @param shardId id of the shard, -1 for the directory.
     * @return the Aeron stream id.
     */
    public static int responseStreamId(int shardId) {
        return RESPONSE_STREAM_BASE + shardId + 1;
    }

    /**
     * Where the replica listens for requests over UDP.
     *
     * @param requestEndpoint {@code host:port} of the replica's requests.
     * @return the channel of its subscription.
     */
    public String requestSubscription(String requestEndpoint) {
        return udp().endpoint(requestEndpoint).build();
    }

    /**
     * Where the replica listens for requests over IPC.
     *
     * @return the channel of its subscription.
     */
    public String requestSubscription() {
        return CommonContext.IPC_CHANNEL;
    }

    /**
     * How the replica answers a client that came over UDP.
     *
     * @param responseEndpoint   {@code host:port} of the replica's response control.
     * @param imageCorrelationId correlation id of the client's request image.
     * @return the channel of its publication.
     */
    public String responsePublication(String responseEndpoint, long imageCorrelationId) {
        return udp()
            .controlMode(CommonContext.CONTROL_MODE_RESPONSE)
            .controlEndpoint(responseEndpoint)
            .responseCorrelationId(imageCorrelationId)
            .build();
    }

    /**
     * How the replica answers a client that came over IPC.
     *
     * @param imageCorrelationId correlation id of the client's request image.
     * @return the channel of its publication.
     */
    public String responsePublication(long imageCorrelationId) {
        return ipc()
            .controlMode(CommonContext.CONTROL_MODE_RESPONSE)
            .responseCorrelationId(imageCorrelationId)
            .build();
    }

    /**
     * Where a client listens for answers over UDP.
     *
     * @param responseEndpoint {@code host:port} of the replica's response control.
     * @return the channel of its subscription.
     */
    public String responseSubscription(String responseEndpoint) {
        return udp()
            .controlMode(CommonContext.CONTROL_MODE_RESPONSE)
            .controlEndpoint(responseEndpoint)
            .build();
    }

    /**
     * Where a client listens for answers over IPC.
     *
     * @return the channel of its subscription.
     */
    public String responseSubscription() {
        return new ChannelUriStringBuilder()
            .media(CommonContext.IPC_MEDIA)
            .controlMode(CommonContext.CONTROL_MODE_RESPONSE)
            .build();
    }

    /**
     * How a client sends requests over UDP.
     *
     * @param requestEndpoint       {@code host:port} of the replica's requests.
     * @param responseSubscriptionId registration id of the client's response subscription.
     * @return the channel of its publication.
     */
    public String requestPublication(String requestEndpoint, long responseSubscriptionId) {
        return udp().endpoint(requestEndpoint).responseCorrelationId(responseSubscriptionId).build();
    }

    /**
     * How a client sends requests over IPC.
     *
     * @param responseSubscriptionId registration id of the client's response subscription.
     * @return the channel of its publication.
     */
    public String requestPublication(long responseSubscriptionId) {
        return ipc().responseCorrelationId(responseSubscriptionId).build();
    }

    private ChannelUriStringBuilder udp() {
        return new ChannelUriStringBuilder()
            .media(CommonContext.UDP_MEDIA)
            .termLength(config.termBytes())
            .mtu(config.mtuBytes())
            .receiverWindowLength(config.windowBytes())
            .socketRcvbufLength(config.socketBufferBytes())
            .socketSndbufLength(config.socketBufferBytes());
    }

    private ChannelUriStringBuilder ipc() {
        return new ChannelUriStringBuilder()
            .media(CommonContext.IPC_MEDIA)
            .termLength(config.ipcTermBytes())
            .mtu(config.mtuBytes());
    }
}
