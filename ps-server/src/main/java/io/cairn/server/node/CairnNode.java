package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.driver.MediaDriver;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.access.AccessControl;
import io.cairn.server.capacity.DiskWatch;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.directory.DirectoryReconciler;
import io.cairn.server.directory.NodeSessions;
import io.cairn.server.directory.Reconciliation;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.gateway.Exposure;
import io.cairn.server.gateway.Gateway;
import io.cairn.server.gateway.GatewayContext;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.metrics.NodeHttp;
import io.cairn.server.metrics.ReplicaProbe;
import io.cairn.server.shard.ShardService;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.store.MemoryTag;
import io.cairn.server.store.NativeMemory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of a cluster: a media driver, an archive, and the replicas that the configuration puts on this node.
 *
 * <p>Threads: {@code cairn-driver}, {@code cairn-archive}, for each replica {@code cairn-consensus-<group>} and the
 * owner thread {@code cairn-<group>}, beside the directory {@code cairn-reconciler}, and {@code cairn-housekeeping}.
 * Instances may be used by any thread.
 */
public final class CairnNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CairnNode.class);
    private static final long DISK_LOOK_MS = 1000;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String name;
    private final NodeErrors errors = new NodeErrors();
    private final NativeMemory memory = new NativeMemory();
    private final List<ReplicaProbe> replicas = new ArrayList<>();
    private Optional<Gateway> gateway = Optional.empty();
    /** What is to be closed, the last opened first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;
    private int httpPort;

    private CairnNode(String name) {
        this.name = name;
    }

    /**
     * Starts a node. It answers requests once it has replayed its logs: see {@link #awaitReady}.
     *
     * @param cluster  the whole configuration.
     * @param nodeName which of its nodes to be.
     * @return the running node.
     * @throws IllegalArgumentException if the configuration has no such node.
     * @throws IllegalStateException    if another process has the data directory, the media driver's directory or a
     *                                  port, or the data directory was made for another cluster, node or number of
     *                                  slots.
     * @throws io.cairn.access.AccessException if a principal's token is not there, or others may read it.
     */
    public static CairnNode launch(ClusterConfig cluster, String nodeName) {
        return launch(cluster, nodeName, Exposure.LOOPBACK);
    }

    /**
     * Starts a node, see {@link #launch(ClusterConfig, String)}, whose gateway may be reached by others.
     *
     * @param cluster  the whole configuration.
     * @param nodeName which of its nodes to be.
     * @param exposure who may be able to reach the gateway, where the node has one.
     * @return the running node.
     */
    public static CairnNode launch(ClusterConfig cluster, String nodeName, Exposure exposure) {
        NodeConfig config = cluster.node(nodeName);
        LostDisk.requireNone(config);
        return launch(cluster, config, Optional.empty(), exposure);
    }

    /**
     * Starts a node that lost its disk: takes from the leader of each of its groups what it needs, waiting for one
     * where there is none, then goes on as {@link #launch} does. What was begun and not ended begins again.
     *
     * @param cluster  the whole configuration.
     * @param nodeName which of its nodes to be.
     * @return the running node.
     * @throws IllegalArgumentException if the configuration has no such node.
     * @throws IllegalStateException    if the data directory is not empty, a group has no other member, the disk is
     *                                  full, or for a reason that {@link #launch} has.
     * @throws io.cairn.client.reply.CairnException if the other members refuse the node.
     */
    public static CairnNode recover(ClusterConfig cluster, String nodeName) {
        return recover(cluster, nodeName, Exposure.LOOPBACK);
    }

    /**
     * Starts a node that lost its disk, see {@link #recover(ClusterConfig, String)}, whose gateway may be reached by
     * others.
     *
     * @param cluster  the whole configuration.
     * @param nodeName which of its nodes to be.
     * @param exposure who may be able to reach the gateway, where the node has one.
     * @return the running node.
     */
    public static CairnNode recover(ClusterConfig cluster, String nodeName, Exposure exposure) {
        NodeConfig config = cluster.node(nodeName);
        return launch(cluster, config, Optional.of(LostDisk.begin(cluster, config)), exposure);
    }

    private static CairnNode launch(
        ClusterConfig cluster, NodeConfig config, Optional<LostDisk> lostDisk, Exposure exposure) {
        CairnNode node = new CairnNode(config.name());
        try {
            node.start(cluster, config, lostDisk, exposure);
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
        return node;
    }

    private synchronized void start(
        ClusterConfig cluster, NodeConfig config, Optional<LostDisk> lostDisk, Exposure exposure) {
        AccessControl access = new AccessControl(cluster.access(), System.getenv());
        LOG.info("node {} of cluster {} starts on {}, data in {}",
            name, cluster.name(), config.host(), config.dataDirectory());
        own(NodeLock.take(cluster, config));
        lostDisk.ifPresent(LostDisk::clear);
        FreePorts.require(config, hosted(cluster));
        CompletableFuture<Void> primed = CompletableFuture.runAsync(
            ShardService::prime, task -> NamedThreads.named("cairn-prime").newThread(task).start());
        NodeCapacity capacity = new NodeCapacity(cluster.limits(), memory);
        run(new DiskWatch(config.dataDirectory(), capacity), new SleepingMillisIdleStrategy(DISK_LOOK_MS));
        IoUtil.delete(config.dataDirectory().resolve("marks").toFile(), true);
        DriverDirectory.reclaim(config.aeronDirectory());
        AeronContexts contexts = new AeronContexts(cluster, config, errors, this::onAgentEnded);
        own(MediaDriver.launch(contexts.driver()));
        List<ShardConfig> groups = hosted(cluster);
        own(Archive.launch(contexts.archive(groups.size())));
        // First, for a replica whose first push waits for the compiler holds up its election, and may never finish it.
        primed.join();
        Reconciliation reconciliation = new Reconciliation();
        ReplicaFactory factory = new ReplicaFactory(contexts, capacity, access, reconciliation);
        lostDisk.ifPresent(disk -> disk.recover(factory, groups, access.ofNode()));
        for (ShardConfig group : groups) {
            ReplicaStatus status = new ReplicaStatus();
            ReplicaCounters counters = new ReplicaCounters();
            SnapshotStatus snapshots = new SnapshotStatus();
            own(new ReplicaHost(contexts, factory.streams(group), factory.service(group, status, counters, snapshots)));
            replicas.add(new ReplicaProbe(group.name(), status::ready, counters, snapshots));
            if (group.id() == ShardConfig.DIRECTORY_ID) {
                startReconciler(contexts, access, reconciliation, status);
            }
        }
        NodeHttp pages = own(new NodeHttp(name, new InetSocketAddress(config.host(), config.httpPort()), replicas));
        pages.metrics().add(capacity, errors::count);
        httpPort = pages.port();
        gateway = cluster.gateway(name).map(door -> own(Gateway.launch(
            new GatewayContext(cluster, door, exposure, Optional.of(config), access.ofNode()), pages.registry())));
    }

    private void startReconciler(
        AeronContexts contexts, AccessControl access, Reconciliation reconciliation, ReplicaStatus directory) {
        NodeSessions sessions = new NodeSessions(contexts.cluster(), name, access.ofNode());
        DirectoryReconciler reconciler = new DirectoryReconciler(
            sessions, Aeron.connect(contexts.client("cairn-reconciler")), reconciliation, directory,
            errors);
        run(reconciler, AeronContexts.directoryIdle());
    }

    private void run(Agent agent, IdleStrategy idleStrategy) {
        AgentRunner runner = new AgentRunner(idleStrategy, errors, null, agent);
        AgentRunner.startOnThread(runner, NamedThreads.named(agent.roleName(), this::onAgentEnded));
        own(runner);
    }

    private List<ShardConfig> hosted(ClusterConfig cluster) {
        List<ShardConfig> groups = new ArrayList<>(cluster.shards());
        groups.add(cluster.directory());
        groups.removeIf(group -> !group.replicas().contains(name));
        return groups;
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Whether all replicas of this node answer requests, and its gateway, if it has one.
     *
     * @return false while a replica replays its log.
     */
    public boolean ready() {
        return !ended.isDone() && replicas.stream().allMatch(replica -> replica.ready().getAsBoolean())
            && gateway.stream().allMatch(Gateway::ready);
    }

    /**
     * Waits until all replicas of this node answer requests.
     *
     * @param timeout how long at most.
     * @throws IllegalStateException if time is over, saying which replicas are not ready, or if the node ended.
     */
    public void awaitReady(Duration timeout) {
        long endNs = System.nanoTime() + timeout.toNanos();
        while (!ready()) {
            if (ended.isDone()) {
                throw new IllegalStateException("node " + name + " ended before it was ready", errors.last());
            }
            if (System.nanoTime() - endNs >= 0) {
                throw new IllegalStateException("node " + name + " is not ready after " + timeout + ", still starting: "
                    + replicas.stream().filter(replica -> !replica.ready().getAsBoolean()).map(ReplicaProbe::group)
                    .toList());
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /**
     * Where the node's pages are, {@code /health} and {@code /metrics}.
     *
     * @return a TCP port.
     */
    public int httpPort() {
        return httpPort;
    }

    /**
     * The gateway in this process.
     *
     * @return empty if the configuration has none of the node's name.
     */
    public Optional<Gateway> gateway() {
        return gateway;
    }

    /**
     * The end of the node.
     *
     * @return completes when the node is closed; exceptionally, and with the reason, if one of its agents failed.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /**
     * Native memory of the node's rows.
     *
     * @param tag what it is for.
     * @return bytes; 0 once the node is closed.
     */
    public long nativeBytes(MemoryTag tag) {
        return memory.bytes(tag);
    }

    /**
     * Errors that agents reported.
     *
     * @return since the start, warnings not included.
     */
    public long errors() {
        return errors.count();
    }

    private void onAgentEnded() {
        IllegalStateException failure = new IllegalStateException(
            "node " + name + " stops: one of its agents failed, " + errors.reason(), errors.last());
        if (!closed && ended.completeExceptionally(failure)) {
            LOG.error("node {} stops, one of its agents failed", name);
            new Thread(this::close, "cairn-shutdown").start();
        }
    }

    /** Stops: no more requests, then the logs, then the driver. What was acknowledged is in the logs. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            CloseHelper.close(errors, parts.pop());
        }
        ended.complete(null);
        LOG.info("node {} stopped", name);
    }
}
