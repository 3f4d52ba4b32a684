package io.cairn.server.log;

import io.cairn.config.AccessConfig;
import io.cairn.config.ChannelConfig;
import io.cairn.config.CheckpointConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.config.SnapshotConfig;
import io.cairn.config.Timeouts;
import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.shard.ShardContext;
import io.cairn.server.shard.ShardService;
import io.cairn.server.snapshot.SnapshotCompletion;
import io.cairn.server.snapshot.SnapshotContext;
import io.cairn.server.snapshot.SnapshotFolder;
import io.cairn.server.snapshot.SnapshotOwner;
import io.cairn.server.snapshot.SnapshotPoint;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.snapshot.StateListener;
import io.cairn.server.snapshot.WrittenState;
import io.cairn.server.store.NativeMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A shard's state machine alone, which is shown a log message by message; no cluster, no clients. */
final class LoggedShard implements AutoCloseable {

    private static final int SLOTS = 16;
    private static final SnapshotOwner OWNER = new SnapshotOwner(77, 0, SLOTS);

    private final ReplicaStatus status = new ReplicaStatus();
    private final SnapshotStatus snapshotStatus = new SnapshotStatus();
    private final SnapshotFolder folder;
    private final Snapshots snapshots;
    private final ShardService service;

    LoggedShard(Path path, NativeMemory memory) {
        folder = new SnapshotFolder(path, 0);
        snapshots = new Snapshots(
            new SnapshotContext("test", OWNER, folder, memory, snapshotStatus), SnapshotCompletion.NONE);
        ReplicaCounters counters = new ReplicaCounters();
        ClusterConfig cluster = cluster(path);
        service = new ShardService(new ShardContext(cluster, 0, status, unopened(), new RefusalPublisher(counters),
            new ShardContext.Shared(counters, new NodeCapacity(cluster.limits(), memory))), snapshots);
    }

    private static LogIngress unopened() {
        return new LogIngress(new IngressContext("test", "", 0, "", 0, null, error -> { }));
    }

    private static ClusterConfig cluster(Path path) {
        List<String> nodes = List.of("node-0");
        return new ClusterConfig("test", SLOTS,
            List.of(new NodeConfig("node-0", "127.0.0.1", 24_000, 0, path.resolve("data"), path.resolve("aeron"))),
            new ShardConfig(ShardConfig.DIRECTORY_ID, nodes), List.of(new ShardConfig(0, nodes)),
            new ChannelConfig(1 << 20, 1 << 20, 65_504, 1 << 19, 1 << 19), new Limits(1 << 20, 16, 100, 10_000),
            Timeouts.oneMachine(), new SnapshotConfig(0, 0, 0), new CheckpointConfig(path.resolve("checkpoints")),
            AccessConfig.local());
    }

    /** Applies the messages of a log behind where this shard is, up to a position. */
    void apply(RandomLog log, long to) {
        for (RandomLog.Message message : log.between(status.position(), to)) {
            status.onMessage(message.position(), message.position());
            service.onLogMessage(message.buffer(), 0, message.buffer().capacity());
        }
    }

    long position() {
        return status.position();
    }

    /** Begins a snapshot of which each {@link #copySome} copies a small piece. */
    void beginSnapshot() {
        snapshots.begin(here(), new SmallPieces(service.snapshotState()));
    }

    /** Copies a small piece; returns whether the snapshot is not complete. */
    boolean copySome() {
        snapshots.poll(true, status.position());
        return snapshotStatus.running();
    }

    private SnapshotPoint here() {
        return new SnapshotPoint(status.position(), status.timestampMs(), 1, 0);
    }

    /** Goes back to a snapshot; returns the position at which the state is one that there ever was. */
    long restore(long position) {
        try (SnapshotReader reader = new SnapshotReader(folder.file(position), OWNER)) {
            SnapshotState state = service.snapshotState();
            reader.read(state, rows -> { });
            state.onRestored(reader.end());
            status.onMessage(position, reader.header().point().timestampMs());
            return reader.end();
        }
    }

    /** All of the state, as a file that is a cut shows it. */
    Map<String, String> state() {
        Path file = folder.file(0).resolveSibling("cut");
        snapshots.write(here(), service.snapshotState(), file, new Required());
        while (snapshots.busy()) {
            snapshots.poll(false, status.position());
        }
        StateText text = new StateText();
        try (SnapshotReader reader = new SnapshotReader(file, OWNER)) {
            reader.read(text, rows -> { });
        }
        return text.lines();
    }

    @Override
    public void close() {
        snapshots.close();
        service.close();
    }

    /** A file that must be written. */
    private static final class Required implements StateListener {

        @Override
        public void onWritten(WrittenState state) {
            // As it must.
        }

        @Override
        public void onFailed(String reason) {
            throw new AssertionError(reason);
        }
    }
}
