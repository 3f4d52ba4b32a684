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
 * Restores a replica from its snapshots and has it take new ones.
 *
 * @param contexts how Aeron is set up here.
 * @param streams  of the replica's group.
 * @param context  of the replica's snapshots.
 */
record SnapshotFactory(AeronContexts contexts, GroupStreams streams, SnapshotContext context) {

    private static final String FOLDER = "snapshots";

    /** For a replica of a group. */
    static SnapshotFactory of(
        AeronContexts contexts, GroupStreams streams, NativeMemory memory, SnapshotStatus status) {
        ClusterConfig cluster = contexts.cluster();
        ShardConfig group = streams.group();
        return new SnapshotFactory(contexts, streams, new SnapshotContext(
            group.name(),
            new SnapshotOwner(cluster.clusterId(), group.id(), cluster.slotCount()),
            folder(contexts, group),
            memory,
            status));
    }

    /** Takes the replica's snapshots. */
    Snapshots taker() {
        SnapshotRetention retention = new SnapshotRetention(context, clusterFolder(), this::archive,
            contexts.cluster().snapshots().logBytesKept());
        return new Snapshots(context, retention);
    }

    /** Restores the state of the replica, which is about to start. */
    ReplicaSnapshots restore(StateMachine stateMachine, Snapshots taker) {
        SnapshotRecovery recovery = new SnapshotRecovery(context, clusterFolder(), this::archive);
        return new ReplicaSnapshots(
            recovery.restore(stateMachine.snapshotState()),
            taker,
            new SnapshotSchedule(contexts.cluster().snapshots(), context.status(), System.nanoTime()),
            new CompleteSnapshots(context.folder(), clusterFolder()));
    }

    /** Where a group's snapshots are. */
    static SnapshotFolder folder(AeronContexts contexts, ShardConfig group) {
        return new SnapshotFolder(contexts.clusterFolder(group).toPath().resolve(FOLDER),
            contexts.cluster().limits().diskBytesFreeMin());
    }

    private File clusterFolder() {
        return contexts.clusterFolder(streams.group());
    }

    /** A client of the node's archive with an Aeron client of its own, closed with it. */
    private AeronArchive archive() {
        Aeron aeron = Aeron.connect(contexts.client("cairn-snapshots-" + streams.group().name()));
        return AeronArchive.connect(AeronContexts.localArchive(streams.streamId(Purpose.SNAPSHOT_ARCHIVE))
            .aeron(aeron)
            .ownsAeronClient(true));
    }
}
