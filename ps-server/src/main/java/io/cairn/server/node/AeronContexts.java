package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.config.Timeouts;
import io.cairn.server.node.GroupStreams.Purpose;
import java.io.File;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;

/**
 * Aeron's parts as a node sets them up: few threads, which park the shorter the more often clients wait for them, and
 * patience with machines that are busy with something else.
 *
 * @param cluster         the whole configuration.
 * @param node            this node.
 * @param errors          told of all errors.
 * @param terminationHook run when an agent ends; of those that fail in their first step Aeron does not tell.
 */
record AeronContexts(ClusterConfig cluster, NodeConfig node, ErrorHandler errors, Runnable terminationHook) {

    private static final int IPC_MTU_BYTES = 65_504;
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long UNBLOCK_NS = TimeUnit.SECONDS.toNanos(45);
    /** Beats in the time that a leader may be silent, and looks at an election in the time that it lasts. */
    private static final int BEATS_PER_TIMEOUT = 10;
    /** The leader's own, and those that leaders before it left behind, until they time out. */
    private static final int SESSIONS_MAX = 100;
    private static final int RECORDINGS_MIN = 20;
    private static final int STREAMS_PER_GROUP = 4;
    /** A node has more threads than cores: one that spins keeps from the core whom it waits for. */
    private static final int SPINS = 1;
    private static final int YIELDS = 5;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    /** Owner threads of shards: every pull waits for one of these parks at most. */
    private static final long OWNER_PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(100);
    /** The driver: a request over UDP waits for two of these, one on its way in and one on its way out. */
    private static final long DRIVER_PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(200);
    /** Consensus modules and archive: acknowledgements of pushes wait for them, and clients do not wait for each. */
    private static final long LOG_PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long DIRECTORY_PARK_MAX_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LOG_FRAGMENT_LIMIT = 64;

    /** For threads of the directory, which nobody waits for often. */
    static IdleStrategy directoryIdle() {
        return parking(DIRECTORY_PARK_MAX_NS);
    }

    private static IdleStrategy parking(long maxNs) {
        return new BackoffIdleStrategy(SPINS, YIELDS, PARK_MIN_NS, maxNs);
    }

    MediaDriver.Context driver() {
        ChannelConfig channels = cluster.channels();
        return new MediaDriver.Context()
            .aeronDirectoryName(node.aeronDirectory().toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(parking(DRIVER_PARK_MAX_NS))
            .sharedThreadFactory(NamedThreads.named("cairn-driver", terminationHook))
            .asyncExecutorEnabled(false)
            .publicationTermBufferLength(channels.termBytes())
            .ipcTermBufferLength(channels.ipcTermBytes())
            .mtuLength(channels.mtuBytes())
            .ipcMtuLength(IPC_MTU_BYTES)
            .initialWindowLength(channels.windowBytes())
            .socketRcvbufLength(channels.socketBufferBytes())
            .socketSndbufLength(channels.socketBufferBytes())
            .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(LIVENESS_NS))
            .clientLivenessTimeoutNs(LIVENESS_NS)
            .publicationUnblockTimeoutNs(UNBLOCK_NS)
            .errorHandler(errors)
            .terminationHook(terminationHook);
    }

    Archive.Context archive(int groups) {
        int streams = Math.max(RECORDINGS_MIN, STREAMS_PER_GROUP * groups);
        return new Archive.Context()
            .aeronDirectoryName(node.aeronDirectory().toString())
            .archiveDir(folder("archive"))
            .markFileDir(markFolder("archive"))
            .controlChannel("aeron:udp?endpoint=" + node.endpoint(ShardConfig.DIRECTORY_ID, PortRole.ARCHIVE))
            .controlChannelEnabled(replicated())
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(
                "aeron:udp?endpoint=" + node.endpoint(ShardConfig.DIRECTORY_ID, PortRole.ARCHIVE_RESPONSES)))
            .replicationChannel("aeron:udp?endpoint=" + node.host() + ":0")
            .localControlChannel(CommonContext.IPC_CHANNEL)
            .recordingEventsEnabled(false)
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(() -> parking(LOG_PARK_MAX_NS))
            .threadFactory(NamedThreads.named("cairn-archive", terminationHook))
            .maxConcurrentRecordings(streams)
            .maxConcurrentReplays(streams)
            .errorHandler(errors);
    }

    ConsensusModule.Context consensusModule(GroupStreams streams) {
        String group = streams.group().name();
        Timeouts timeouts = cluster.timeouts();
        return new ConsensusModule.Context()
            .aeronDirectoryName(node.aeronDirectory().toString())
            .clusterId(streams.clusterId())
            .clusterMemberId(streams.group().replicas().indexOf(node.name()))
            .clusterMembers(streams.members())
            .clusterDir(clusterFolder(streams.group()))
            .markFileDir(markFolder(group))
            .archiveContext(localArchive(streams.streamId(Purpose.MODULE_ARCHIVE)))
            .authenticatorSupplier(IngressSecret::authenticator)
            .ingressChannel(streams.moduleIngressChannel())
            .isIpcIngressAllowed(streams.replicated())
            .ingressStreamId(streams.streamId(Purpose.INGRESS))
            .logChannel(streams.logChannel())
            .logStreamId(streams.streamId(Purpose.LOG))
            .replicationChannel(streams.replicationChannel(node))
            .consensusStreamId(streams.streamId(Purpose.CONSENSUS))
            .controlChannel(streams.controlChannel())
            .consensusModuleStreamId(streams.streamId(Purpose.TO_MODULE))
            .serviceStreamId(streams.streamId(Purpose.TO_SERVICE))
            .snapshotChannel(streams.controlChannel())
            .snapshotStreamId(streams.streamId(Purpose.SNAPSHOT))
            .replayStreamId(streams.streamId(Purpose.REPLAY))
            .sessionTimeoutNs(LIVENESS_NS)
            .maxConcurrentSessions(SESSIONS_MAX)
            .leaderHeartbeatTimeoutNs(nanos(timeouts.leaderHeartbeatMs()))
            .leaderHeartbeatIntervalNs(nanos(timeouts.leaderHeartbeatMs()) / BEATS_PER_TIMEOUT)
            .electionTimeoutNs(nanos(timeouts.electionMs()))
            .electionStatusIntervalNs(nanos(timeouts.electionMs()) / BEATS_PER_TIMEOUT)
            .startupCanvassTimeoutNs(nanos(timeouts.startupCanvassMs()))
            .idleStrategySupplier(() -> parking(parkMaxNs(streams, LOG_PARK_MAX_NS)))
            .agentRoleName("cairn-consensus-" + group)
            .threadFactory(NamedThreads.named("cairn-consensus-" + group, terminationHook))
            .errorHandler(errors)
            .terminationHook(terminationHook);
    }

    ClusteredServiceContainer.Context container(GroupStreams streams, ClusteredService service, Aeron aeron) {
        String group = streams.group().name();
        return new ClusteredServiceContainer.Context()
            .aeron(aeron)
            .aeronDirectoryName(node.aeronDirectory().toString())
            .clusterId(streams.clusterId())
            .clusterDir(clusterFolder(streams.group()))
            .markFileDir(markFolder(group))
            .archiveContext(localArchive(streams.streamId(Purpose.SERVICE_ARCHIVE)))
            .controlChannel(streams.controlChannel())
            .consensusModuleStreamId(streams.streamId(Purpose.TO_MODULE))
            .serviceStreamId(streams.streamId(Purpose.TO_SERVICE))
            .snapshotChannel(streams.controlChannel())
            .snapshotStreamId(streams.streamId(Purpose.SERVICE_SNAPSHOT))
            .replayStreamId(streams.streamId(Purpose.REPLAY))
            .logFragmentLimit(LOG_FRAGMENT_LIMIT)
            .isRespondingService(false)
            .clusteredService(service)
            .idleStrategySupplier(() -> parking(parkMaxNs(streams, OWNER_PARK_MAX_NS)))
            .serviceName("cairn-" + group)
            .threadFactory(NamedThreads.named("cairn-" + group, terminationHook))
            .errorHandler(errors)
            .terminationHook(terminationHook);
    }

    /** A client whose conductor runs on the thread that uses it. */
    Aeron.Context client(String name) {
        return new Aeron.Context()
            .aeronDirectoryName(node.aeronDirectory().toString())
            .clientName(name)
            .useConductorAgentInvoker(true)
            .clientLock(NoOpLock.INSTANCE)
            .errorHandler(errors)
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE);
    }

    /** Aeron's own mark files; whoever has the node's lock may clear them away. */
    File markFolder(String name) {
        return folder("marks/" + name);
    }

    /** Where Aeron Cluster keeps what it knows of a group, and the group's snapshots are. */
    File clusterFolder(ShardConfig group) {
        return folder(group.name());
    }

    private File folder(String name) {
        return node.dataDirectory().resolve(name).toFile();
    }

    private boolean replicated() {
        return cluster.directory().replicas().size() > 1
            || cluster.shards().stream().anyMatch(shard -> shard.replicas().size() > 1);
    }

    private static long nanos(int milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private static long parkMaxNs(GroupStreams streams, long ofShards) {
        return streams.group().id() == ShardConfig.DIRECTORY_ID ? DIRECTORY_PARK_MAX_NS : ofShards;
    }

    /** How to reach the archive of this node. */
    static AeronArchive.Context localArchive(int responseStreamId) {
        return new AeronArchive.Context()
            .controlRequestChannel(CommonContext.IPC_CHANNEL)
            .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
            .controlResponseChannel(CommonContext.IPC_CHANNEL)
            .controlResponseStreamId(responseStreamId);
    }
}
