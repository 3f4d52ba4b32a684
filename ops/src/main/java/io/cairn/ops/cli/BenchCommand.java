package io.cairn.ops.cli;

import io.cairn.ops.bench.Bench;
import io.cairn.ops.bench.BenchReport;
import io.cairn.ops.bench.GrpcBench;
import io.cairn.ops.bench.GrpcReport;
import io.cairn.ops.bench.Machine;
import io.cairn.ops.bench.PullBench;
import io.cairn.ops.bench.PushBench;
import io.cairn.ops.bench.RedisTools;
import io.cairn.ops.bench.ReplayBench;
import io.cairn.ops.bench.ReplayReport;
import io.cairn.ops.bench.RespBench;
import io.cairn.ops.bench.RespReport;
import io.cairn.ops.bench.SnapshotBench;
import io.cairn.ops.bench.SnapshotReport;
import io.cairn.ops.bench.StoreBench;
import io.cairn.ops.bench.StoreReport;
import io.cairn.ops.bench.Workload;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.OrderlyEnd;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a node of its own beside Redis, or the store beside the machine's limit. */
@Command(name = "bench", description = {
    "Measure how fast Cairn is on this machine: pull and push beside Redis, the store beside the machine's limit,",
    "what a snapshot costs, how fast a log is replayed, the gateway beside Redis and its gRPC, and how fast candidates",
    "are ranked. What is compared runs in the same run, as processes on this machine; nothing of them is left behind."},
    subcommands = {BenchCommand.Pull.class, BenchCommand.Push.class, BenchCommand.Store.class,
        BenchCommand.Snapshot.class, BenchCommand.Replay.class, BenchCommand.Resp.class, BenchCommand.Grpc.class,
        CandidatesCommand.class})
final class BenchCommand {

    /** Pulls. */
    @Command(name = "pull", description = {
        "Measure pulls of random rows: rows per second with several in flight, latency with one.",
        "Redis answers MGET of as many keys with values of the same size, without writing to disk."})
    static final class Pull implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            options.run(PullBench::new, output);
        }
    }

    /** Pushes. */
    @Command(name = "push", description = {
        "Measure pushes to random rows of a table with Adagrad: rows per second committed to the log and applied.",
        "Redis takes pipelined MSET of as many keys with values of the same size, appendfsync everysec.",
        "Writes some GiB to the temporary folder, and removes them."})
    static final class Push implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            options.run(PushBench::new, output);
        }
    }

    /** The store alone. */
    @Command(name = "store", description = {
        "Measure gather and Adagrad on rows of 64 weights, on one thread: the plain Chronicle Map API, Cairn's store, "
            + "and what the machine's memory allows at most.",
        "Takes some four minutes and 3 GiB of memory. What JMH says meanwhile goes to standard error."})
    static final class Store implements Runnable {

        @Option(names = "--rows", paramLabel = "N", defaultValue = "4000000",
            description = "Rows in the table. Default: ${DEFAULT-VALUE}.")
        private int rows;

        @Option(names = "--seconds", paramLabel = "N", defaultValue = "2", description = "Length of each of the "
            + "3 warm-up and 5 measured iterations. Default: ${DEFAULT-VALUE}.")
        private int seconds;

        @Mixin
        private OutputOptions output;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            StoreReport report = bench().run(Options.machine(), System.err);
            output.print(report, () -> BenchText.of(report));
        }

        private StoreBench bench() {
            try {
                return new StoreBench(rows, seconds);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
            }
        }
    }

    /** Snapshots. */
    @Command(name = "snapshot", description = {
        "Measure what a snapshot costs a shard that is pushed to all the time: longest gap between two answered pulls,",
        "pushed rows per second; then how long a restart from the snapshot takes beside reading its file with dd.",
        "Writes some GiB to the temporary folder, and removes them. Compares with nothing, whatever --against says."})
    static final class Snapshot implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            SnapshotBench bench = new SnapshotBench(options.workload(), output.progress());
            SnapshotReport report = OrderlyEnd.interrupting(() -> bench.run(Options.machine()));
            output.print(report, () -> BenchText.of(report));
        }
    }

    /** Replays. */
    @Command(name = "replay", description = {
        "Measure how fast a node that starts replays its log, beside how fast the log was pushed.",
        "Writes some GiB to the temporary folder, and removes them. Compares with nothing, whatever --against says."})
    static final class Replay implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            ReplayBench bench = new ReplayBench(options.workload(), output.progress());
            ReplayReport report = OrderlyEnd.interrupting(() -> bench.run(Options.machine()));
            output.print(report, () -> BenchText.of(report));
        }
    }

    /** The gateway. */
    @Command(name = "resp", description = {
        "Measure the gateway of a node beside Redis, both by redis-benchmark with 8 clients and random keys:",
        "MGET of many rows, and GET of one in a pipeline. redis-benchmark is needed, with --against none too.",
        "--transport has no meaning here: the gateway runs inside the node."})
    static final class Resp implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            RedisTools tools = RedisTools.find(System.getenv("PATH"));
            RespBench bench = new RespBench(
                options.workload(), tools, options.peer == Peer.REDIS, output.progress());
            RespReport report = OrderlyEnd.interrupting(() -> bench.run(Options.machine()));
            output.print(report, () -> BenchText.of(report));
        }
    }

    /** The gateway's gRPC. */
    @Command(name = "grpc", description = {
        "Measure the time of lookups over gRPC from the gateway of a node: 500 a second, sent whether those before are",
        "answered or not. Compares with nothing, whatever --against says; --transport and --in-flight mean nothing."})
    static final class Grpc implements Runnable {

        @Mixin
        private Options options;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            GrpcBench bench = new GrpcBench(options.workload(), output.progress());
            GrpcReport report = OrderlyEnd.interrupting(() -> bench.run(Options.machine()));
            output.print(report, () -> BenchText.of(report));
        }
    }

    /** Whom to compare with. */
    enum Peer { REDIS, NONE }

    /** What is measured. */
    static final class Options {

        @Option(names = "--dim", paramLabel = "N", defaultValue = "64",
            description = "Weights per row, float32. Default: ${DEFAULT-VALUE}.")
        private int dimension;

        @Option(names = "--rows", paramLabel = "N", defaultValue = "1000000",
            description = "Rows in the table; keys are drawn uniformly from them. Default: ${DEFAULT-VALUE}.")
        private long rows;

        @Option(names = "--batch", paramLabel = "N", defaultValue = "500",
            description = "Rows of one request. Default: ${DEFAULT-VALUE}.")
        private int batch;

        @Option(names = "--in-flight", paramLabel = "N", defaultValue = "16",
            description = "Requests not answered while the rate is measured. Default: ${DEFAULT-VALUE}.")
        private int inFlight;

        @Option(names = "--transport", paramLabel = "WAY", defaultValue = "udp",
            description = "How client and node talk: udp on loopback, or ipc through shared memory. "
                + "Default: ${DEFAULT-VALUE}.")
        private Workload.Transport transport;

        @Option(names = "--seconds", paramLabel = "N", defaultValue = "5",
            description = "Length of each measurement, and of warming up. Default: ${DEFAULT-VALUE}.")
        private int seconds;

        @Option(names = "--replicas", paramLabel = "R", defaultValue = "1",
            description = "Replicas of the shard, a process each: 1, 3 or 5. Default: ${DEFAULT-VALUE}.")
        private int replicas;

        @Option(names = "--against", paramLabel = "PEER", defaultValue = "redis",
            description = "Whom to compare with: redis or none. Default: ${DEFAULT-VALUE}.")
        private Peer peer = Peer.REDIS;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec command;

        void run(BiFunction<Workload, ProgressDisplay, Bench> kind, OutputOptions output) {
            Workload workload = workload();
            Optional<RedisTools> redis = peer == Peer.REDIS
                ? Optional.of(RedisTools.find(System.getenv("PATH")))
                : Optional.empty();
            Machine machine = machine();
            Bench bench = kind.apply(workload, output.progress());
            BenchReport report = OrderlyEnd.interrupting(() -> bench.run(workload, machine, redis));
            output.print(report, () -> BenchText.of(report));
        }

        static Machine machine() {
            return Machine.here(Path.of(System.getProperty("cairn.root", "")));
        }

        Workload workload() {
            try {
                return new Workload(dimension, rows, batch, inFlight, transport, seconds, replicas);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
            }
        }
    }
}
