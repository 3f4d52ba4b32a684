package io.cairn.server.node;

import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a data directory one node's own: a lock against a second process, and a mark that says what the directory was
 * made for. The mark is text, one {@code name=value} a line; the first line is the format.
 */
final class NodeLock implements AutoCloseable {

    /** Names of the files in the data directory. */
    static final String LOCK_FILE = "cairn-node.lock";
    static final String MARK_FILE = "cairn-node.mark";

    private static final String FORMAT = "format=1";
    private static final int PID_LENGTH_MAX = 20;

    private final FileChannel channel;
    private final FileLock lock;

    private NodeLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes a node's data directory, making it if it is not there.
     *
     * @throws IllegalStateException if another process has it, or it was made for something else.
     */
    static NodeLock take(ClusterConfig cluster, NodeConfig node) {
        Path directory = node.dataDirectory();
        try {
            Files.createDirectories(directory);
            NodeLock taken = lock(directory);
            try {
                checkMark(directory.resolve(MARK_FILE), mark(cluster, node));
            } catch (IOException | RuntimeException e) {
                taken.close();
                throw e;
            }
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + directory + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static NodeLock lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE),
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(PID_LENGTH_MAX, 1, false);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IllegalStateException("data directory " + directory + " is in use by this process already", e);
        }
        if (lock == null) {
            String owner = pid(channel);
            channel.close();
            throw new IllegalStateException("data directory " + directory + " is in use by process " + owner
                + "; stop that one first, or give this node another dataDirectory");
        }
        String text = String.format("%-" + PID_LENGTH_MAX + "d", ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        return new NodeLock(channel, lock);
    }

    private static String pid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PID_LENGTH_MAX);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).trim();
    }

    private static List<String> mark(ClusterConfig cluster, NodeConfig node) {
        return List.of(
            FORMAT,
            "cluster=" + cluster.name(),
            "slots=" + cluster.slotCount(),
            "shards=" + cluster.shards().size(),
            "node=" + node.name(),
            "members=" + members(cluster, node));
    }

    /** All members of each group that has a replica here, in order: a log is worth nothing under another member id. */
    private static String members(ClusterConfig cluster, NodeConfig node) {
        return Stream.concat(Stream.of(cluster.directory()), cluster.shards().stream())
            .filter(group -> group.replicas().contains(node.name()))
            .map(group -> group.name() + ":" + String.join(",", group.replicas()))
            .collect(Collectors.joining(" "));
    }

    private static void checkMark(Path file, List<String> expected) throws IOException {
        if (!Files.exists(file)) {
            Files.write(file, expected, StandardCharsets.UTF_8);
            return;
        }
        List<String> found = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (found.isEmpty() || !found.get(0).equals(FORMAT)) {
            throw new IllegalStateException("data directory " + file.getParent() + " has "
                + (found.isEmpty() ? "an empty mark file" : found.get(0)) + ", this release reads " + FORMAT);
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            String there = i < found.size() ? found.get(i) : "nothing";
            if (!there.equals(expected.get(i))) {
                differences.add(there + " there, " + expected.get(i) + " configured");
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalStateException("data directory " + file.getParent() + " belongs to something else: "
                + String.join("; ", differences));
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
