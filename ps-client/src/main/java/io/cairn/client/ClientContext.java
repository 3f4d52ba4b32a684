package io.cairn.client;

import io.cairn.access.Credentials;
import io.cairn.access.Token;
import io.cairn.client.session.SessionTarget;
import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.wire.ClientId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Settings of an {@link EmbeddingClient}: set what differs from the defaults, then connect. Not reused afterwards. */
public final class ClientContext {

    private static final int CONNECT_TIMEOUT_S = 20;
    private static final int CALL_TIMEOUT_S = 10;

    private Transport transport = Transport.UDP;
    private String directoryEndpoint = "";
    private long clusterId;
    private long clientId = ClientId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
    private ChannelConfig channels = ChannelConfig.oneMachine();
    private int inFlightMax = Limits.defaults().inFlightMax();
    private Optional<Credentials> credentials = Optional.empty();
    private Optional<Path> aeronDirectory = Optional.empty();
    private Path nodeAeronDirectory = Path.of("");
    private long connectTimeoutNs = TimeUnit.SECONDS.toNanos(CONNECT_TIMEOUT_S);
    private long callTimeoutNs = TimeUnit.SECONDS.toNanos(CALL_TIMEOUT_S);

    /** The defaults; a cluster or a directory's endpoint is still to be named. */
    public ClientContext() {
        // all defaults stand at the fields
    }

    /**
     * Takes the directory's endpoint, the cluster's identity, channel parameters and limits from its configuration.
     *
     * @param config the cluster.
     * @return this.
     */
    public ClientContext cluster(ClusterConfig config) {
        NodeConfig node = config.node(config.directory().replicas().get(0));
        directoryEndpoint = node.endpoint(ShardConfig.DIRECTORY_ID, PortRole.REQUESTS);
        nodeAeronDirectory = node.aeronDirectory();
        clusterId = config.clusterId();
        channels = config.channels();
        inFlightMax = config.limits().inFlightMax();
        return this;
    }

    /**
     * Names the directory's endpoint where no configuration is at hand; any cluster is accepted there.
     *
     * @param endpoint {@code host:port} of the directory's requests.
     * @return this.
     */
    public ClientContext directory(String endpoint) {
        directoryEndpoint = endpoint;
        return this;
    }

    /**
     * Chooses the way to the cluster.
     *
     * @param way UDP by default.
     * @return this.
     */
    public ClientContext transport(Transport way) {
        transport = way;
        return this;
    }

    /**
     * Uses a media driver that runs already. Without this a client over UDP launches its own, and one over IPC uses the
     * driver of the directory's node.
     *
     * @param directory the driver's directory.
     * @return this.
     */
    public ClientContext aeronDirectory(Path directory) {
        aeronDirectory = Optional.of(directory);
        return this;
    }

    /**
     * Keeps a client's identity over restarts of its process, so that pushes sent before still count once. A shard that
     * has seen no push of the client for long ({@code limits.clientIdleSeconds}) refuses it as CLIENT_EXPIRED.
     *
     * @param id made by {@link ClientId#next}, and used by no other client; a new one by default.
     * @return this.
     */
    public ClientContext clientId(long id) {
        clientId = id;
        return this;
    }

    /**
     * Says as whom to ask a cluster with {@code access.mode: token}. The token stays in this process.
     *
     * @param name  of the principal, as in the cluster's settings.
     * @param token the principal's own, {@link Token#ofFile} or {@link Token#ofEnvironment}.
     * @return this.
     */
    public ClientContext principal(String name, Token token) {
        credentials = Optional.of(new Credentials(name, token));
        return this;
    }

    /**
     * Bounds what is under way per shard.
     *
     * @param requests pulls unanswered, and pushes not acknowledged, at most; 1 or above.
     * @return this.
     */
    public ClientContext inFlightMax(int requests) {
        inFlightMax = requests;
        return this;
    }

    /**
     * Bounds the time to connect.
     *
     * @param timeout how long.
     * @param unit    of the timeout.
     * @return this.
     */
    public ClientContext connectTimeout(long timeout, TimeUnit unit) {
        connectTimeoutNs = unit.toNanos(timeout);
        return this;
    }

    /**
     * Bounds each call; retries within it are the client's business.
     *
     * @param timeout how long.
     * @param unit    of the timeout.
     * @return this.
     */
    public ClientContext callTimeout(long timeout, TimeUnit unit) {
        callTimeoutNs = unit.toNanos(timeout);
        return this;
    }

    SessionTarget directoryTarget() {
        if (directoryEndpoint.isEmpty()) {
            throw new IllegalArgumentException(
                "name the cluster before connecting: ClientContext.cluster(config) or .directory(\"host:port\")");
        }
        return new SessionTarget(
            ShardConfig.DIRECTORY_ID, directoryEndpoint, transport == Transport.IPC, clusterId, clientId,
            credentials);
    }

    /** The driver to use, empty to launch one. */
    Optional<Path> driver() {
        if (aeronDirectory.isPresent() || transport == Transport.UDP) {
            return aeronDirectory;
        }
        if (nodeAeronDirectory.toString().isEmpty()) {
            throw new IllegalArgumentException("transport IPC needs the node's driver: ClientContext.aeronDirectory");
        }
        return Optional.of(nodeAeronDirectory);
    }

    ChannelConfig channels() {
        return channels;
    }

    int inFlightMax() {
        return inFlightMax;
    }

    long connectTimeoutNs() {
        return connectTimeoutNs;
    }

    long callTimeoutNs() {
        return callTimeoutNs;
    }
}
