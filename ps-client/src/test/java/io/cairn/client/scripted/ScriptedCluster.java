package io.cairn.client.scripted;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.view.ReplicaView;
import io.cairn.client.view.Table;
import io.cairn.config.AccessConfig;
import io.cairn.config.ChannelConfig;
import io.cairn.config.CheckpointConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
import io.cairn.config.SnapshotConfig;
import io.cairn.config.Timeouts;
import io.cairn.slot.SlotMap;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;

/**
 * A directory and shards that play a script, on one thread, with a media driver in a folder of the test. With one
 * replica of each they are reached over its IPC, with more over UDP.
 */
public final class ScriptedCluster implements AutoCloseable {

    /** The table that every scripted cluster knows. */
    public static final int DIMENSION = 4;

    private static final int SLOTS = 16;
    private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(20);
    /** How often the driver looks whether a stream has ended; over UDP a test would wait a second for each. */
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final ChannelConfig SMALL = new ChannelConfig(1 << 20, 1 << 20, 8192, 1 << 18, 1 << 18);
    private static final Limits LIMITS = new Limits(1 << 20, 16, 100, 10_000);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Path folder;
    private final int shardCount;
    private final int replicaCount;
    private final List<ScriptedGroup> groups = new ArrayList<>();
    private final List<List<ScriptedShard>> replicas = new ArrayList<>();
    private final Answers views = new Answers();
    private final Thread thread;
    private volatile int slotMapVersion = 1;
    private volatile long viewPosition;
    private volatile List<Integer> listed;
    private volatile boolean running = true;
    private volatile Throwable failure;

    public ScriptedCluster(Path folder, int shardCount) {
        this(folder, shardCount, 1);
    }

    public ScriptedCluster(Path folder, int shardCount, int replicaCount) {
        this.folder = folder;
        this.shardCount = shardCount;
        this.replicaCount = replicaCount;
        listed = IntStream.range(0, shardCount).boxed().toList();
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(folder.resolve("aeron").toString())
            .threadingMode(ThreadingMode.SHARED)
            .asyncExecutorEnabled(false)
            .timerIntervalNs(TIMER_NS)
            .ipcPublicationTermWindowLength(SMALL.ipcTermBytes() / 2)
            .initialWindowLength(SMALL.windowBytes())
            .socketRcvbufLength(SMALL.socketBufferBytes())
            .socketSndbufLength(SMALL.socketBufferBytes())
            .dirDeleteOnShutdown(true));
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(driver.aeronDirectoryName())
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE));
        for (int shard = ShardConfig.DIRECTORY_ID; shard < shardCount; shard++) {
            ScriptedGroup group = new ScriptedGroup();
            groups.add(group);
            replicas.add(group(shard, group));
        }
        thread = new Thread(this::run, "scripted-cluster");
        thread.start();
    }

    private List<ScriptedShard> group(int shard, ScriptedGroup group) {
        RequestChannels channels = new RequestChannels(SMALL);
        List<ScriptedShard> members = new ArrayList<>();
        for (int member = 0; member < replicaCount; member++) {
            ScriptedAddress address = replicaCount == 1
                ? new ScriptedAddress(shard, member, "localhost:" + (2000 + 10 * shard), true)
                : ScriptedAddress.free(shard, member);
            ScriptedShard replica = new ScriptedShard(aeron, channels, address, group, this::view);
            replica.dimension(DIMENSION);
            members.add(replica);
        }
        return members;
    }

    private Answers view(Request request) {
        SlotMap even = SlotMap.even(SLOTS, shardCount);
        int[] owners = IntStream.range(0, SLOTS).map(even::owner).toArray();
        List<ReplicaView> places = new ArrayList<>();
        for (int shard : listed) {
            for (int member = 0; member < replicaCount; member++) {
                places.add(new ReplicaView(shard, member, replica(shard, member).endpoint()));
            }
        }
        return views.clusterView(
            request, viewPosition, new SlotMap(slotMapVersion, owners), places, List.of(table()));
    }

    private void run() {
        try {
            while (running) {
                int work = 0;
                for (List<ScriptedShard> members : replicas) {
                    for (ScriptedShard replica : members) {
                        work += replica.poll();
                    }
                }
                if (work == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (RuntimeException | AssertionError broken) {
            failure = broken;
        }
    }

    public static Table table() {
        return new Table(1, new TableSpec("items", DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(1, 0), 0, 1000));
    }

    public ScriptedShard directory() {
        return replica(ShardConfig.DIRECTORY_ID, 0);
    }

    public ScriptedShard shard(int id) {
        return replica(id, 0);
    }

    /** A replica of a shard, or of the directory by its id. */
    public ScriptedShard replica(int shard, int member) {
        return replicas.get(shard - ShardConfig.DIRECTORY_ID).get(member);
    }

    /** A term of a shard begins with a leader, or with -1 for none. */
    public void elect(int shard, int leader) {
        groups.get(shard - ShardConfig.DIRECTORY_ID).elect(leader);
    }

    /** The owners of the slots stay, the version rises. */
    public void slotMapVersion(int version) {
        slotMapVersion = version;
    }

    /** Position of the directory's log that its views are true at from now on. */
    public void viewPosition(long position) {
        viewPosition = position;
    }

    /** Leaves all but the named shards out of the directory's view. */
    public void listOnly(Integer... shardIds) {
        listed = List.of(shardIds);
    }

    public SlotMap slotMap() {
        return SlotMap.even(SLOTS, shardCount);
    }

    /** How a client reaches the cluster. */
    public ClientContext context() {
        NodeConfig node = new NodeConfig("n1", "localhost", 2000, 0, folder.resolve("data"), folder.resolve("aeron"));
        ShardConfig group = new ShardConfig(ShardConfig.DIRECTORY_ID, List.of("n1"));
        ClientContext context = new ClientContext()
            .cluster(new ClusterConfig("scripted", SLOTS, List.of(node), group,
                List.of(new ShardConfig(0, List.of("n1"))), SMALL, LIMITS, Timeouts.oneMachine(),
                SnapshotConfig.defaults(), new CheckpointConfig(folder.resolve("checkpoints")),
                AccessConfig.local()))
            .aeronDirectory(folder.resolve("aeron"))
            .transport(replicaCount == 1 ? Transport.IPC : Transport.UDP);
        if (replicaCount > 1) {
            context.directory(IntStream.range(0, replicaCount)
                .mapToObj(member -> replica(ShardConfig.DIRECTORY_ID, member).endpoint()).toArray(String[]::new));
        }
        return context
            .clientId(77)
            .inFlightMax(4)
            .connectTimeout(20, TimeUnit.SECONDS)
            .callTimeout(20, TimeUnit.SECONDS);
    }

    public EmbeddingClient connect() {
        return EmbeddingClient.connect(context());
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CloseHelper.closeAll(aeron, driver);
        if (failure != null) {
            throw new AssertionError("the scripted cluster broke", failure);
        }
    }
}
