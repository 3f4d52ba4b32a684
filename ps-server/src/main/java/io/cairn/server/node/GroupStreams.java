package io.cairn.server.node;

import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.util.StringJoiner;
import org.agrona.BitUtil;

/**
 * Channels and stream ids of one Raft group on this node. All groups of a node share one media driver, so every stream
 * id is the group's own.
 *
 * @param cluster         the whole configuration.
 * @param group           the group.
 * @param messageBytesMax largest message that goes into the log.
 */
record GroupStreams(ClusterConfig cluster, ShardConfig group, int messageBytesMax) {

    /** Largest datagram, and so the largest piece of a message, that Aeron's IPC carries. */
    private static final int IPC_MTU_BYTES = 65_504;
    /** What Aeron adds to a message on its way into the log, rounded up generously. */
    private static final int LOG_HEADER_BYTES = 256;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int STREAMS_BASE = 10_000;
    private static final int STREAMS_PER_GROUP = 20;
    private static final int MESSAGES_PER_TERM = 8;
    private static final int CONTROL_TERM_BYTES = 1 << 20;
    /** A log in shared memory has longer terms than ingress, so that its readers may fall behind a little. */
    private static final int LOG_TERM_FACTOR = 4;

    /** What a group's stream is for. */
    enum Purpose {
        INGRESS(0),
        EGRESS(1),
        LOG(2),
        CONSENSUS(3),
        TO_SERVICE(4),
        TO_MODULE(5),
        SNAPSHOT(6),
        SERVICE_SNAPSHOT(7),
        REPLAY(8),
        MODULE_ARCHIVE(9),
        SERVICE_ARCHIVE(10),
        SNAPSHOT_ARCHIVE(11);

        private final int offset;

        Purpose(int offset) {
            this.offset = offset;
        }
    }

    /** The number that Aeron Cluster tells groups apart by. */
    int clusterId() {
        return group.id() - ShardConfig.DIRECTORY_ID;
    }

    int streamId(Purpose purpose) {
        return STREAMS_BASE + STREAMS_PER_GROUP * clusterId() + purpose.offset;
    }

    /** How messages reach the consensus module of the same node. */
    String ingressChannel() {
        return ipc(termBytes());
    }

    /**
     * Where the consensus module listens. One of several replicas cannot do without UDP there: it gets a port on
     * loopback that nobody uses, see {@link #members()}, and listens to shared memory besides, as long as it leads.
     */
    String moduleIngressChannel() {
        return replicated() ? CommonContext.UDP_CHANNEL : CommonContext.IPC_CHANNEL;
    }

    String egressChannel() {
        return ipc(CONTROL_TERM_BYTES);
    }

    /** Between consensus module and service, and for Aeron's own snapshots, which are small. */
    String controlChannel() {
        return ipc(CONTROL_TERM_BYTES);
    }

    /** The log: shared memory for a single replica, UDP to all others where there are some. */
    String logChannel() {
        return replicated() ? replicatedLogChannel() : ipc(LOG_TERM_FACTOR * termBytes());
    }

    /**
     * The leader sends no faster than the slowest follower takes, so none falls behind the buffers and has to catch up
     * from the archive; one that is silent as long as a leader may be is not waited for.
     */
    private String replicatedLogChannel() {
        ChannelConfig channels = cluster.channels();
        return new ChannelUriStringBuilder()
            .media(CommonContext.UDP_MEDIA)
            .termLength(termBytes())
            .mtu(channels.mtuBytes())
            .flowControl("min,t:" + cluster.timeouts().leaderHeartbeatMs() + "ms")
            .receiverWindowLength(channels.windowBytes())
            .socketRcvbufLength(channels.socketBufferBytes())
            .socketSndbufLength(channels.socketBufferBytes())
            .build();
    }

    /** Where this node's archive receives what it copies from others. */
    String replicationChannel(NodeConfig node) {
        return new ChannelUriStringBuilder()
            .media(CommonContext.UDP_MEDIA)
            .endpoint(node.host() + ":0")
            .build();
    }

    /** The members as Aeron Cluster writes them: id and five endpoints each. */
    String members() {
        StringJoiner members = new StringJoiner("|");
        for (int member = 0; member < group.replicas().size(); member++) {
            NodeConfig node = cluster.node(group.replicas().get(member));
            members.add(String.join(",",
                Integer.toString(member),
                LOOPBACK + ":" + node.port(group.id(), PortRole.INGRESS),
                node.endpoint(group.id(), PortRole.CONSENSUS),
                node.endpoint(group.id(), PortRole.LOG),
                node.endpoint(group.id(), PortRole.CATCHUP),
                node.endpoint(ShardConfig.DIRECTORY_ID, PortRole.ARCHIVE)));
        }
        return members.toString();
    }

    /** Whether the group has several replicas. */
    boolean replicated() {
        return group.replicas().size() > 1;
    }

    private int termBytes() {
        return BitUtil.findNextPositivePowerOfTwo(MESSAGES_PER_TERM * (messageBytesMax + LOG_HEADER_BYTES));
    }

    private static String ipc(int termBytes) {
        return new ChannelUriStringBuilder()
            .media(CommonContext.IPC_MEDIA)
            .termLength(termBytes)
            .mtu(IPC_MTU_BYTES)
            .build();
    }
}
