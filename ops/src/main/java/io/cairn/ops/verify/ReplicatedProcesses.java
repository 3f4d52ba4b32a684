package io.cairn.ops.verify;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import io.cairn.config.NodeConfig;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.PortBlock;
import io.cairn.ops.run.RunException;
import io.cairn.ops.status.ClusterStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes of a replicated cluster on this machine, a process each, that are there to be harmed. Each has a replica of
 * every shard and of the directory; member ids are places in the list of nodes. Belongs to one thread.
 */
public final class ReplicatedProcesses implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ReplicatedProcesses.class);
    private static final int PORTS_PER_GROUP = 10;
    private static final long READY_MAX_SECONDS = 180;
    private static final int DISK_BYTES_FREE_MIN = 64 << 20;
    private static final long DISK_FULL_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOOK_MS = 100;
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(10);

    private final Path file;
    private final ClusterConfig config;
    private final List<SmallDisk> disks = new ArrayList<>();
    private final List<PacketLoss> losses = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Starts the nodes and waits until all doors are open.
     *
     * @param folder   where settings and data go; an empty folder whose name is the cluster's.
     * @param shards   number of shards, 1 or more.
     * @param replicas number of nodes: 1, 3 or 5.
     * @throws RunException if a node ends before, or is not ready within three minutes.
     */
    public ReplicatedProcesses(Path folder, int shards, int replicas) {
        List<String> names = IntStream.range(0, replicas).mapToObj(place -> "node-" + place).toList();
        names.forEach(name -> disks.add(new SmallDisk(folder.resolve(name))));
        int portsPerNode = (shards + 1) * PORTS_PER_GROUP;
        int port = PortBlock.free(replicas * portsPerNode);
        StringBuilder yaml = new StringBuilder("name: " + folder.getFileName() + "\nnodes:\n");
        for (int place = 0; place < replicas; place++) {
            yaml.append("  - {name: %s, basePort: %d, httpPort: 0, dataDirectory: %s/data}%n".formatted(
                names.get(place), port + place * portsPerNode, names.get(place)));
        }
        yaml.append("directory: {replicas: ").append(names).append("}\nshards:\n")
            .append(("  - replicas: " + names + "\n").repeat(shards))
            .append("limits: {diskBytesFreeMin: ").append(DISK_BYTES_FREE_MIN).append("}\n");
        file = folder.resolve("cluster.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        config = ConfigReader.read(file);
        try {
            for (int member = 0; member < replicas; member++) {
                losses.add(PacketLoss.create(lossFile(member), member));
                nodes.add(launch(member));
            }
            awaitReady();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private NodeProcess launch(int member, String... options) {
        String name = config.nodes().get(member).name();
        return NodeProcess.launch(file, name, LossyEndpoints.jvmOptions(lossFile(member)),
            line -> LOGGER.debug("{} | {}", name, line), options);
    }

    private Path lossFile(int member) {
        return file.resolveSibling("loss-" + member);
    }

    /**
     * The settings.
     *
     * @return as the nodes read them.
     */
    public ClusterConfig config() {
        return config;
    }

    /**
     * How the replicas stand.
     *
     * @return what they said within ten seconds.
     */
    public ClusterStatus status() {
        return ClusterStatus.ask(config, Optional.empty(), STATUS_TIMEOUT);
    }

    /**
     * Ends a node's process as a power cut of one machine would.
     *
     * @param member place of the node.
     */
    public void kill(int member) {
        nodes.get(member).kill();
    }

    /**
     * Ends a node's process in order.
     *
     * @param member place of the node.
     */
    public void stop(int member) {
        nodes.get(member).close();
    }

    /**
     * Holds a node's process still, as a machine that swaps or a virtual machine that moves does.
     *
     * @param member place of the node.
     */
    public void freeze(int member) {
        nodes.get(member).freeze();
    }

    /**
     * Lets a frozen process go on.
     *
     * @param member place of the node.
     */
    public void thaw(int member) {
        nodes.get(member).thaw();
    }

    /**
     * Starts a node that has ended, on the data it left, and returns at once.
     *
     * @param member place of the node.
     */
    public void start(int member) {
        nodes.set(member, launch(member));
    }

    /**
     * Starts a node that has ended, on a new disk, and returns at once.
     *
     * @param member place of the node.
     */
    public void recover(int member) {
        IoUtil.delete(config.nodes().get(member).dataDirectory().toFile(), false);
        nodes.set(member, launch(member, "--recover"));
    }

    /**
     * Has the network lose some of what a node sends and receives.
     *
     * @param member     place of the node.
     * @param ofThousand how many of a thousand packets, 0 for none, 1000 for all.
     */
    public void losePackets(int member, int ofThousand) {
        losses.get(member).lose(ofThousand);
    }

    /**
     * Whether the disks of nodes can be filled.
     *
     * @return false where the suite may not make small file systems for them.
     */
    public boolean canFillDisks() {
        return disks.stream().allMatch(SmallDisk::isMounted);
    }

    /**
     * Leaves half of the space on a node's disk below which it takes no pushes.
     *
     * @param member place of the node.
     */
    public void fillDisk(int member) {
        disks.get(member).fill(DISK_BYTES_FREE_MIN / 2);
    }

    /**
     * Waits until a node says itself that its disk is full.
     *
     * @param member place of the node.
     * @throws RunException if it does not within a minute.
     */
    public void awaitDiskFull(int member) {
        String name = config.nodes().get(member).name();
        long endNs = System.nanoTime() + DISK_FULL_MAX_NS;
        while (status().nodes().stream().noneMatch(node -> node.node().equals(name)
            && node.diskBytesFree() < node.diskBytesFreeMin())) {
            if (System.nanoTime() - endNs >= 0) {
                throw new RunException(name + " does not notice that its disk is full");
            }
            Pause.ms(LOOK_MS);
        }
    }

    /**
     * Gives a node's disk the space back.
     *
     * @param member place of the node.
     */
    public void emptyDisk(int member) {
        disks.get(member).empty();
    }

    /**
     * What a node said last.
     *
     * @param member place of the node.
     * @return up to 30 lines since its last start.
     */
    public String lastOutput(int member) {
        return nodes.get(member).lastOutput();
    }

    /**
     * Waits until the doors of all nodes are open.
     *
     * @throws RunException if one ends before, or is not ready within three minutes.
     */
    public void awaitReady() {
        for (NodeProcess node : nodes) {
            try {
                node.ready().orTimeout(READY_MAX_SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof TimeoutException
                    ? new RunException("node " + node.name() + " is not ready after " + READY_MAX_SECONDS
                        + " s; its last words:\n" + node.lastOutput(), e)
                    : (RunException) e.getCause();
            }
        }
    }

    /**
     * Requires that no node has ended by itself.
     *
     * @throws RunException if one has; the message has its last words.
     */
    public void requireAlive() {
        for (NodeProcess node : nodes) {
            if (node.ended().isDone()) {
                throw new RunException("node " + node.name() + " has ended by itself; its last words:\n"
                    + node.lastOutput());
            }
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(nodes);
        CloseHelper.closeAll(losses);
        CloseHelper.closeAll(disks);
        for (NodeConfig node : config.nodes()) {
            IoUtil.delete(node.aeronDirectory().toFile(), true);
        }
    }
}
