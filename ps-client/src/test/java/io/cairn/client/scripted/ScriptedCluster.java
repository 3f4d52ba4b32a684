package io.cairn.client.scripted;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.view.Table;
import io.cairn.config.AccessConfig;
import io.cairn.config.ChannelConfig;
import io.cairn.config.ClusterConfig;
import io.cairn.config.Limits;
import io.cairn.config.NodeConfig;
import io.cairn.config.ShardConfig;
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

/** A directory and shards that play a script, on one thread, over IPC of a media driver in a folder of the test. */
public final class ScriptedCluster implements AutoCloseable {

    /** The table that every scripted cluster knows. */
    public static final int DIMENSION = 4;

    private static final int SLOTS = 16;
    private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final ChannelConfig SMALL = new ChannelConfig(1 << 20, 1 << 18, 8192, 1 << 18, 1 << 18);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Path folder;
    private final int shardCount;
    private final ScriptedShard directory;
    private final List<ScriptedShard> shards = new ArrayList<>();
    private final Answers views = new Answers();
    private final Thread thread;
    private volatile int slotMapVersion = 1;
    private volatile List<Integer> listed;
    private volatile boolean running = true;
    private volatile Throwable failure;

    public ScriptedCluster(Path folder, int shardCount) {
        this.folder = folder;
        this.shardCount = shardCount;
        listed = IntStream.range(0, shardCount).boxed().toList();
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(folder.resolve("aeron").toString())
            .threadingMode(ThreadingMode.SHARED)
            .asyncExecutorEnabled(false)
            .ipcPublicationTermWindowLength(SMALL.ipcTermBytes() / 2)
            .dirDeleteOnShutdown(true));
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(driver.aeronDirectoryName())
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE));
        RequestChannels channels = new RequestChannels(SMALL);
        directory = new ScriptedShard(aeron, channels, ShardConfig.DIRECTORY_ID, this::view);
        for (int shard = 0; shard < shardCount; shard++) {
            ScriptedShard next = new ScriptedShard(aeron, channels, shard, this::view);
            next.dimension(DIMENSION);
            shards.add(next);
        }
        thread = new Thread(this::run, "scripted-cluster");
        thread.start();
    }

    private Answers view(Request request) {
        SlotMap even = SlotMap.even(SLOTS, shardCount);
        int[] owners = IntStream.range(0, SLOTS).map(even::owner).toArray();
        return views.clusterView(request, new SlotMap(slotMapVersion, owners), listed, List.of(table()));
    }

    private void run() {
        try {
            while (running) {
                int work = directory.poll();
                for (ScriptedShard shard : shards) {
                    work += shard.poll();
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
        return directory;
    }

    public ScriptedShard shard(int id) {
        return shards.get(id);
    }

    /** The owners of the slots stay, the version rises. */
    public void slotMapVersion(int version) {
        slotMapVersion = version;
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
        return new ClientContext()
            .cluster(new ClusterConfig("scripted", SLOTS, List.of(node), group,
                List.of(new ShardConfig(0, List.of("n1"))), SMALL, Limits.defaults(), Timeouts.oneMachine(),
                AccessConfig.local()))
            .transport(Transport.IPC)
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
