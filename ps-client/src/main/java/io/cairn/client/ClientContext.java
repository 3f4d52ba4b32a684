package io.cairn.client;

import io.cairn.access.Credentials;
import io.cairn.access.Token;
import io.cairn.client.conductor.ConductorSettings;
import io.cairn.client.replica.Patience;
import io.cairn.client.session.SessionTargets;
import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.wire.ClientId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Settings of an {@link EmbeddingClient}: set what differs from the defaults, then connect. Not reused afterwards. */
public final class ClientContext {

    private static final int CONNECT_TIMEOUT_S = 20;
    private static final int CALL_TIMEOUT_S = 10;
    private static final int PATIENCE_MS = 100;

    private Transport transport = Transport.UDP;
    private List<String> directoryEndpoints = List.of();
    private long clusterId;
    private long clientId = ClientId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
    private ChannelConfig channels = ChannelConfig.oneMachine();
    private int inFlightMax = Limits.defaults().inFlightMax();
    private Optional<Credentials> credentials = Optional.empty();
    private Optional<Path> aeronDirectory = Optional.empty();
    private Optional<ClusterConfig> config = Optional.empty();
    private long patienceNs = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    private long connectTimeoutNs = TimeUnit.SECONDS.toNanos(CONNECT_TIMEOUT_S);
    private long callTimeoutNs = TimeUnit.SECONDS.toNanos(CALL_TIMEOUT_S);

    /** The defaults; a cluster or a directory's endpoint is still to be named. */
    public ClientContext() {
        // all defaults stand at the fields
    }

    /**
     * Takes the endpoints of the directory's replicas, the cluster's identity, channel parameters and limits from its
     * configuration.
     *
     * @param cluster the cluster.
     * @return this.
     */
    public ClientContext cluster(ClusterConfig cluster) {
        config = Optional.of(cluster);
        directoryEndpoints = cluster.directory().replicas().stream()
            .map(name -> cluster.node(name).endpoint(ShardConfig.DIRECTORY_ID, PortRole.REQUESTS))
            .toList();
        clusterId = cluster.clusterId();
        channels = cluster.channels();
        inFlightMax = cluster.limits().inFlightMax();
        return this;
    }

    /**
     * Who the client says it is.
     *
     * @return empty if it says nothing.
     */
    public Optional<Credentials> credentials() {
        return credentials;
    }

    /**
     * The configuration given.
     *
     * @return the cluster.
     * @throws IllegalArgumentException if the cluster was not named by its configuration.
     */
    public ClusterConfig cluster() {
        return config.orElseThrow(() -> new IllegalArgumentException(
            "name the cluster by its configuration: ClientContext.cluster(config)"));
    }

    /**
     * Names endpoints of the directory's replicas where no configuration is at hand; any cluster is accepted there.
     * One that answers is enough.
     *
     * @param endpoints {@code host:port} of the requests of one replica or more.
     * @return this.
     */
    public ClientContext directory(String... endpoints) {
        directoryEndpoints = List.of(endpoints);
        return this;
    }

    /**
     * Chooses the way to the cluster. IPC is for the replicas of the node whose media driver is used; those of other
     * nodes are reached over UDP through the same driver.
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
     * driver of the directory's first node.
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

    /**
     * Sets how long a replica may leave a pull unanswered before another one is asked. A pull asked again is given
     * twice the time of the one before, up to eight times the first; a push ten times that of a pull, since it waits
     * for a majority.
     *
     * @param time 100 ms by default, right for one machine and for a local network.
     * @param unit of the time.
     * @return this.
     */
    public ClientContext patience(long time, TimeUnit unit) {
        patienceNs = unit.toNanos(time);
        return this;
    }

    ConductorSettings settings() {
        if (directoryEndpoints.isEmpty()) {
            throw new IllegalArgumentException(
                "name the cluster before connecting: ClientContext.cluster(config) or .directory(\"host:port\")");
        }
        SessionTargets targets = new SessionTargets(isLocal(), clusterId, clientId, credentials);
        return new ConductorSettings(targets, directoryEndpoints, inFlightMax, Patience.of(patienceNs));
    }

    /** Over IPC, without a configuration that says which node's driver is used, all replicas are taken to be there. */
    private Predicate<String> isLocal() {
        if (transport == Transport.UDP) {
            return endpoint -> false;
        }
        Path used = driver().orElseThrow();
        Optional<NodeConfig> local = config.stream()
            .flatMap(cluster -> cluster.nodes().stream())
            .filter(node -> node.aeronDirectory().equals(used))
            .findFirst();
        return endpoint -> local.isEmpty() || hosts(local.get(), endpoint);
    }

    private boolean hosts(NodeConfig node, String endpoint) {
        int shards = config.orElseThrow().shards().size();
        return IntStream.range(ShardConfig.DIRECTORY_ID, shards)
            .anyMatch(shard -> node.endpoint(shard, PortRole.REQUESTS).equals(endpoint));
    }

    /** The driver to use, empty to launch one. */
    Optional<Path> driver() {
        if (aeronDirectory.isPresent() || transport == Transport.UDP) {
            return aeronDirectory;
        }
        return Optional.of(config
            .map(cluster -> cluster.node(cluster.directory().replicas().get(0)).aeronDirectory())
            .orElseThrow(() -> new IllegalArgumentException(
                "transport IPC needs the node's driver: ClientContext.aeronDirectory")));
    }

    ChannelConfig channels() {
        return channels;
    }

    long connectTimeoutNs() {
        return connectTimeoutNs;
    }

    long callTimeoutNs() {
        return callTimeoutNs;
    }
}
