package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.log.ReplicaSnapshots;
import io.cairn.server.log.StateMachine;
import io.cairn.server.node.GroupStreams.Purpose;
import io.cairn.server.snapshot.CompleteSnapshots;
import io.cairn.server.snapshot.SnapshotContext;
import io.cairn.server.snapshot.SnapshotFolder;
import io.cairn.server.snapshot.SnapshotOwner;
import io.cairn.server.snapshot.SnapshotRecovery;
import io.cairn.server.snapshot.SnapshotRetention;
import io.cairn.server.snapshot.SnapshotSchedule;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.store.NativeMemory;
import java.io.File;

/**
 * Restores replicas from their snapshots and has them take new ones.
 *
 * @param contexts how Aeron is set up here.
 * @param memory   account of the node's native memory.
 */
record SnapshotFactory(AeronContexts contexts, NativeMemory memory) {

    private static final String FOLDER = "snapshots";

    /** Restores the state of a replica that is about to start. */
    ReplicaSnapshots restore(GroupStreams streams, StateMachine stateMachine, SnapshotStatus status) {
        ClusterConfig cluster = contexts.cluster();
        ShardConfig group = streams.group();
        File clusterFolder = contexts.clusterFolder(group);
        SnapshotContext context = new SnapshotContext(
            group.name(),
            new SnapshotOwner(cluster.clusterId(), group.id(), cluster.slotCount()),
            folder(contexts, group),
            memory,
            status);
        SnapshotRecovery recovery = new SnapshotRecovery(context, clusterFolder, () -> archive(streams));
        SnapshotRetention retention = new SnapshotRetention(
            context, clusterFolder, () -> archive(streams), cluster.snapshots().logBytesKept());
        return new ReplicaSnapshots(
            recovery.restore(stateMachine.snapshotState()),
            new Snapshots(context, retention::onComplete),
            new SnapshotSchedule(cluster.snapshots(), status, System.nanoTime()),
            new CompleteSnapshots(context.folder(), clusterFolder));
    }

    /** Where a group's snapshots are. */
    static SnapshotFolder folder(AeronContexts contexts, ShardConfig group) {
        return new SnapshotFolder(contexts.clusterFolder(group).toPath().resolve(FOLDER),
            contexts.cluster().limits().diskBytesFreeMin());
    }

    /** A client of the node's archive with an Aeron client of its own, closed with it. */
    private AeronArchive archive(GroupStreams streams) {
        Aeron aeron = Aeron.connect(contexts.client("cairn-snapshots-" + streams.group().name()));
        return AeronArchive.connect(AeronContexts.localArchive(streams.streamId(Purpose.SNAPSHOT_ARCHIVE))
            .aeron(aeron)
            .ownsAeronClient(true));
    }
}
