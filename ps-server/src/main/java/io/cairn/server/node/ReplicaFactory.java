package io.cairn.server.node;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.access.AccessControl;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.directory.DirectoryContext;
import io.cairn.server.directory.DirectoryService;
import io.cairn.server.directory.Reconciliation;
import io.cairn.server.endpoint.EndpointContext;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.log.IngressContext;
import io.cairn.server.log.LogIngress;
import io.cairn.server.log.ReplicaService;
import io.cairn.server.log.ReplicaSnapshots;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.log.StateMachine;
import io.cairn.server.node.GroupStreams.Purpose;
import io.cairn.server.shard.ShardContext;
import io.cairn.server.shard.ShardService;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;

/**
 * Puts replicas together.
 *
 * @param contexts       how Aeron is set up here.
 * @param capacity       what room the node has.
 * @param access         who is let in at the doors.
 * @param reconciliation where directory and reconciler meet.
 */
record ReplicaFactory(
    AeronContexts contexts, NodeCapacity capacity, AccessControl access, Reconciliation reconciliation) {

    /** What Aeron adds to the largest message before it must fit the eighth of a term, rounded up. */
    private static final int FRAME_BYTES = 256;
    private static final int MESSAGES_PER_TERM = 8;
    /** Definitions of tables are short; the directory's log needs no long messages. */
    private static final int DIRECTORY_MESSAGE_BYTES_MAX = 64 * 1024;

    /** Channels and stream ids of a group. */
    GroupStreams streams(ShardConfig group) {
        return new GroupStreams(contexts.cluster(), group, messageBytesMax(group));
    }

    /** A replica of a group, ready to be hosted. */
    ReplicaService service(
        ShardConfig group, ReplicaStatus status, ReplicaCounters counters, SnapshotStatus snapshotStatus) {
        ClusterConfig cluster = contexts.cluster();
        GroupStreams streams = streams(group);
        LogIngress ingress = new LogIngress(new IngressContext(
            group.name(),
            streams.ingressChannel(),
            streams.streamId(Purpose.INGRESS),
            streams.egressChannel(),
            streams.streamId(Purpose.EGRESS),
            IngressSecret.credentials(),
            contexts.errors()));
        RefusalPublisher refusals = new RefusalPublisher(counters);
        SnapshotFactory snapshotFactory = SnapshotFactory.of(contexts, streams, capacity.memory(), snapshotStatus);
        Snapshots taker = snapshotFactory.taker();
        StateMachine stateMachine = group.id() == ShardConfig.DIRECTORY_ID
            ? new DirectoryService(new DirectoryContext(cluster, status, ingress, refusals, capacity, reconciliation))
            : new ShardService(new ShardContext(
                cluster, group.id(), status, ingress, refusals, new ShardContext.Shared(counters, capacity)), taker);
        EndpointContext endpoint = new EndpointContext(
            cluster, contexts.node(), group.id(), streams.messageBytesMax(), access, counters, contexts.errors());
        ReplicaSnapshots snapshots = snapshotFactory.restore(stateMachine, taker);
        return new ReplicaService(endpoint, stateMachine, status, ingress, refusals, snapshots);
    }

    private int messageBytesMax(ShardConfig group) {
        ClusterConfig cluster = contexts.cluster();
        int termBytes = Math.min(cluster.channels().termBytes(), cluster.channels().ipcTermBytes());
        int streamMax = termBytes / MESSAGES_PER_TERM - FRAME_BYTES;
        int groupMax = group.id() == ShardConfig.DIRECTORY_ID
            ? DIRECTORY_MESSAGE_BYTES_MAX
            : cluster.limits().messageBytesMax();
        return Math.min(groupMax, streamMax);
    }
}
