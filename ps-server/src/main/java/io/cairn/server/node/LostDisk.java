package io.cairn.server.node;

import io.aeron.Aeron;
import io.cairn.access.Credentials;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.node.GroupStreams.Purpose;
import io.cairn.server.recovery.GroupRecovery;
import io.cairn.server.recovery.RecoveryContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.IoUtil;

/**
 * The empty data directory of a node that lost its disk, on its way to what the other members have. A mark file lies in
 * it until everything is there: a node that started before would vote without knowing what it has acknowledged.
 */
final class LostDisk {

    private static final String MARK_FILE = "cairn-node.recovering";
    private static final Set<String> KEPT = Set.of(MARK_FILE, NodeLock.LOCK_FILE, NodeLock.MARK_FILE);

    private final Path directory;

    private LostDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Begins, or begins again what was not ended.
     *
     * @throws IllegalStateException if a group has no other member, or there is anything else in the directory.
     */
    static LostDisk begin(ClusterConfig cluster, NodeConfig node) {
        requirePeers(cluster, node);
        Path directory = node.dataDirectory();
        Path mark = directory.resolve(MARK_FILE);
        try {
            Files.createDirectories(directory);
            if (!Files.exists(mark)) {
                requireEmpty(directory);
                Files.createFile(mark);
            }
            return new LostDisk(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + directory + " cannot be used", e);
        }
    }

    private static void requirePeers(ClusterConfig cluster, NodeConfig node) {
        Stream.concat(Stream.of(cluster.directory()), cluster.shards().stream())
            .filter(group -> group.replicas().equals(List.of(node.name())))
            .findFirst()
            .ifPresent(group -> {
                throw new IllegalStateException(group.name() + " has no replica but that of " + node.name()
                    + ": there is no peer to recover it from");
            });
    }

    private static void requireEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new IllegalStateException("data directory " + directory + " is not empty: a node is recovered "
                    + "into an empty one only; start it without --recover, or move what is there away");
            }
        }
    }

    /**
     * For a node that starts as usual.
     *
     * @throws IllegalStateException if its recovery was begun and not ended.
     */
    static void requireNone(NodeConfig node) {
        if (Files.exists(node.dataDirectory().resolve(MARK_FILE))) {
            throw new IllegalStateException("data directory " + node.dataDirectory()
                + " was not recovered to the end: start the node with --recover again");
        }
    }

    /** Removes what an earlier attempt left. To be called by whoever has the directory's lock. */
    void clear() {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !KEPT.contains(file.getFileName().toString()))
                .forEach(file -> IoUtil.delete(file.toFile(), false));
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + directory + " cannot be cleared", e);
        }
    }

    /** Recovers groups, one after the other, and removes the mark. Archive and media driver run by then. */
    void recover(ReplicaFactory factory, List<ShardConfig> groups, Optional<Credentials> credentials) {
        groups.forEach(group -> recover(factory, group, credentials));
        try {
            Files.delete(directory.resolve(MARK_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + directory + " cannot be used", e);
        }
    }

    private static void recover(ReplicaFactory factory, ShardConfig group, Optional<Credentials> credentials) {
        AeronContexts contexts = factory.contexts();
        GroupStreams streams = factory.streams(group);
        try (Aeron aeron = Aeron.connect(contexts.client("cairn-recovery-" + group.name()))) {
            new GroupRecovery(new RecoveryContext(
                contexts.cluster(),
                group,
                contexts.node().name(),
                credentials,
                aeron,
                AeronContexts.localArchive(streams.streamId(Purpose.SNAPSHOT_ARCHIVE))
                    .aeron(aeron)
                    .ownsAeronClient(false),
                streams.replicationChannel(contexts.node()),
                contexts.clusterFolder(group),
                SnapshotFactory.folder(contexts, group))).run();
        }
    }
}
