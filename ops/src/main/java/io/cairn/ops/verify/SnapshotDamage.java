package io.cairn.ops.verify;

import io.cairn.client.ClusterSnapshots;
import io.cairn.config.NodeConfig;
import io.cairn.ops.run.RunException;
import io.cairn.server.snapshot.SnapshotFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Harms the newest snapshot of a node that was killed, and sees to it that the node notices. */
final class SnapshotDamage {

    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(60);
    private static final int LOOK_MS = 20;

    private final ReplicatedProcesses nodes;

    SnapshotDamage(ReplicatedProcesses nodes) {
        this.nodes = nodes;
    }

    /** What is done to a file. */
    private interface Deed {
        void inflict(FileChannel file) throws IOException;
    }

    /** One bit of the file is not what it was. */
    void flip(int shard, int node, int bit) {
        harm(shard, node, file -> {
            int at = bit % (int) (file.size() * Byte.SIZE);
            ByteBuffer octet = ByteBuffer.allocate(1);
            file.read(octet, at / Byte.SIZE);
            octet.put(0, (byte) (octet.get(0) ^ 1 << at % Byte.SIZE)).flip();
            file.write(octet, at / Byte.SIZE);
        });
    }

    /** The second half of the file is missing. */
    void truncate(int shard, int node) {
        harm(shard, node, file -> file.truncate(file.size() / 2));
    }

    private void harm(int shard, int node, Deed deed) {
        String group = nodes.config().shards().get(shard).name();
        long position = take(group);
        await(node, group + ": snapshot at " + position + " complete");
        nodes.kill(node);
        NodeConfig config = nodes.config().nodes().get(node);
        Path folder = config.dataDirectory().resolve(Path.of(group, "snapshots"));
        Path path = new SnapshotFolder(folder, 0).file(position);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            deed.inflict(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot harm " + path, e);
        }
        nodes.start(node);
        await(node, path + " is not used");
    }

    private long take(String group) {
        try (ClusterSnapshots snapshots = new ClusterSnapshots(nodes.config(), Optional.empty())) {
            return snapshots.take(SNAPSHOT_TIMEOUT, done -> { }).stream()
                .filter(snapshot -> snapshot.group().equals(group))
                .findFirst().orElseThrow().position();
        }
    }

    /** A node has so long as a snapshot may take. */
    private void await(int node, String words) {
        long endNs = System.nanoTime() + SNAPSHOT_TIMEOUT.toNanos();
        while (!nodes.lastOutput(node).contains(words)) {
            if (System.nanoTime() - endNs >= 0) {
                throw new RunException("node " + node + " does not say '" + words + "' but:\n"
                    + nodes.lastOutput(node));
            }
            Pause.ms(LOOK_MS);
        }
    }
}
