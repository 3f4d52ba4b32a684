package io.cairn.ops.verify;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.view.SlotView;
import io.cairn.client.view.Table;
import io.cairn.config.ShardConfig;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import io.cairn.ops.run.TemporaryFolder;
import io.cairn.ops.status.SlotDigests;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * Does harm to the nodes of a cluster of its own while clients count in it, then counts what was lost.
 * A row's weight is the number of pushes that counted: gradients are one, the table's optimizer is SGD at rate -1.
 */
public final class FaultSuite {

    private static final int CLIENTS = 2;
    private static final int DIMENSION = 4;
    private static final int ROWS_EXPECTED = 1000;
    private static final int BROKEN_SHOWN = 20;
    private static final int LOOK_MS = 100;
    private static final long CALL_TIMEOUT_SECONDS = 120;
    private static final long RECOVERY_MAX_NS = TimeUnit.SECONDS.toNanos(180);
    private static final Duration DIGESTS_TIMEOUT = Duration.ofSeconds(30);
    private static final String BETWEEN = "between faults";

    private final FaultSettings settings;
    private final ProgressDisplay display;
    private final Map<String, FaultReport.Waits> waits = new LinkedHashMap<>();
    private final List<CountingClient> clients = new ArrayList<>();
    private String current = "start";
    private int faults;

    private FaultSuite(FaultSettings settings, ProgressDisplay display) {
        this.settings = settings;
        this.display = display;
    }

    /**
     * Runs the suite in the caller's thread and leaves nothing behind.
     *
     * @param settings what to run.
     * @param display  shows how far it is.
     * @return what was found.
     * @throws RunException if the cluster does not recover from a fault, a node ends by itself, a client cannot go
     *                      on or reads a value that went back, or the thread is interrupted; the message has the seed.
     */
    public static FaultReport run(FaultSettings settings, ProgressDisplay display) {
        FaultSuite suite = new FaultSuite(settings, display);
        try (TemporaryFolder folder = new TemporaryFolder("faults");
            var nodes = new ReplicatedProcesses(folder.path(), settings.shards(), settings.replicas())) {
            return suite.run(nodes);
        } catch (RunException | CairnException e) {
            throw new RunException("seed " + settings.seed() + ", " + suite.faults + " faults, the last: "
                + suite.current + ": " + e.getMessage(), e);
        }
    }

    private FaultReport run(ReplicatedProcesses nodes) {
        Table table = createTable(nodes);
        List<CounterKeys> keys = IntStream.range(0, CLIENTS).mapToObj(CounterKeys::new).toList();
        Tally tally = new Tally();
        try {
            keys.forEach(own -> clients.add(new CountingClient(connect(nodes), table, own)));
            inflictFaults(nodes);
            clients.forEach(CountingClient::stop);
            clients.forEach(client -> tally.add(client.result().join()));
        } catch (CompletionException e) {
            throw new RunException(e.getCause().getMessage(), e);
        } finally {
            CloseHelper.closeAll(clients);
        }
        return report(nodes, table, keys, tally);
    }

    private Table createTable(ReplicatedProcesses nodes) {
        try (EmbeddingClient client = connect(nodes)) {
            return client.createTable(new TableSpec("counters", DIMENSION, DType.FLOAT32,
                new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(-1, 0), settings.seed(), ROWS_EXPECTED));
        }
    }

    private static EmbeddingClient connect(ReplicatedProcesses nodes) {
        return EmbeddingClient.connect(new ClientContext()
            .cluster(nodes.config())
            .callTimeout(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    private void inflictFaults(ReplicatedProcesses nodes) {
        List<FaultKind> kinds = Stream.of(FaultKind.values())
            .filter(kind -> kind != FaultKind.FILL_DISK || nodes.canFillDisks())
            .toList();
        FaultPlan plan = new FaultPlan(settings.seed(), settings.shards(), kinds);
        FaultInjector injector = new FaultInjector(nodes);
        long startNs = System.nanoTime();
        awaitRecovery(nodes);
        takeWaits(BETWEEN);
        try (Progress progress = display.begin("faults", "s", settings.seconds())) {
            while (secondsSince(startNs) < settings.seconds()) {
                FaultPlan.Fault fault = plan.next();
                progress.show(secondsSince(startNs), faults + " faults, "
                    + clients.stream().mapToLong(CountingClient::acknowledged).sum() + " pushes; next: "
                    + fault.kind().label());
                Pause.ms(fault.calmMs());
                List<Integer> victims = injector.victims(fault);
                takeWaits(BETWEEN);
                current = fault.kind().label() + " of shard " + fault.shard() + ", nodes " + victims;
                faults++;
                injector.inflict(fault, victims);
                awaitRecovery(nodes);
                takeWaits(fault.kind().label());
            }
            progress.show(secondsSince(startNs), faults + " faults");
        }
    }

    private long secondsSince(long startNs) {
        return Math.min(settings.seconds(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
    }

    /** All doors are open, all replicas know their leaders, and each client's pushes go on. */
    private void awaitRecovery(ReplicatedProcesses nodes) {
        nodes.awaitReady();
        await(nodes, "answer of all replicas", () -> nodes.status().whole());
        for (CountingClient client : clients) {
            long before = client.acknowledged();
            await(nodes, "acknowledged push", () -> client.acknowledged() > before);
        }
    }

    private void await(ReplicatedProcesses nodes, String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + RECOVERY_MAX_NS;
        while (!condition.getAsBoolean()) {
            nodes.requireAlive();
            clients.stream().filter(client -> client.result().isCompletedExceptionally())
                .forEach(client -> client.result().join());
            if (System.nanoTime() - endNs > 0) {
                throw new RunException("no " + what + " after " + TimeUnit.NANOSECONDS.toSeconds(RECOVERY_MAX_NS)
                    + " s; " + nodes.status().replicas());
            }
            Pause.ms(LOOK_MS);
        }
    }

    private void takeWaits(String label) {
        long pushMs = clients.stream().mapToLong(client -> client.pushWait().takeMs()).max().orElse(0);
        long pullMs = clients.stream().mapToLong(client -> client.pullWait().takeMs()).max().orElse(0);
        waits.merge(label, new FaultReport.Waits(label, 1, pushMs, pullMs), FaultReport.Waits::worse);
    }

    private FaultReport report(ReplicatedProcesses nodes, Table table, List<CounterKeys> keys, Tally tally) {
        current = "the end";
        await(nodes, "equal positions", () -> nodes.status().level());
        try (EmbeddingClient reader = connect(nodes)) {
            CounterCheck check = CounterCheck.of(reader, table, keys, tally);
            List<String> broken = new ArrayList<>(check.broken().stream().limit(BROKEN_SHOWN).toList());
            nodes.config().shards().forEach(shard -> compare(nodes, shard, table, broken));
            return new FaultReport(settings, clients.stream().mapToLong(CountingClient::acknowledged).sum(),
                clients.stream().mapToLong(CountingClient::unknown).sum(), check.lost(), check.repeated(), broken,
                leftOut(nodes), List.copyOf(waits.values()));
        }
    }

    private static List<String> leftOut(ReplicatedProcesses nodes) {
        return nodes.canFillDisks() ? List.of()
            : List.of(FaultKind.FILL_DISK.label() + ", since only root may make a small file system");
    }

    private static void compare(ReplicatedProcesses nodes, ShardConfig shard, Table table, List<String> broken) {
        List<List<SlotView>> members = SlotDigests.ask(nodes.config(), shard, table.id(), DIGESTS_TIMEOUT);
        for (int member = 1; member < members.size(); member++) {
            for (int slot = 0; slot < members.get(0).size(); slot++) {
                SlotView first = members.get(0).get(slot);
                SlotView other = members.get(member).get(slot);
                if (first.rows() != other.rows() || first.digest() != other.digest()) {
                    broken.add(shard.name() + ": member 0 has " + first + ", member " + member + " has " + other);
                }
            }
        }
    }
}
