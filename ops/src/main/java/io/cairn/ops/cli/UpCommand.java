package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.ClusterFolder;
import io.cairn.ops.run.ClusterRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a whole cluster on this machine. */
@Command(name = "up", description = {
    "Run a cluster on this machine in the foreground, until Ctrl-C or SIGTERM.",
    "Without options it is one node with one shard. --shards and --replicas start a process for each replica, all with "
        + "their data and the cluster's settings in one folder.",
    "To run one node of a cluster with several machines, see 'cairn node'."})
final class UpCommand implements Runnable {

    private static final Path FOLDER_DEFAULT = Path.of("data");
    private static final Set<Integer> REPLICAS = Set.of(1, 3, 5);

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--shards", paramLabel = "S", description = "Shards of the cluster. Default: 1.")
    private Optional<Integer> shards = Optional.empty();

    @Option(names = "--replicas", paramLabel = "R",
        description = "Replicas of each shard and of the directory: 1, 3 or 5. Default: 1.")
    private Optional<Integer> replicas = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR",
        description = "Folder of data and settings; what is there goes on. Default: data.")
    private Optional<Path> folder = Optional.empty();

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        if (shards.isEmpty() && replicas.isEmpty() && folder.isEmpty()) {
            runOneNode();
        } else {
            runProcesses();
        }
    }

    private void runOneNode() {
        ClusterConfig config = cluster.config();
        if (config.nodes().size() > 1) {
            throw new ParameterException(command.commandLine(), "the settings have " + config.nodes().size()
                + " nodes; run each with 'cairn node --name NAME'");
        }
        NodeCommand.run(config, config.nodes().get(0).name(), command.commandLine().getOut());
    }

    private void runProcesses() {
        if (cluster.named()) {
            throw new ParameterException(command.commandLine(),
                "--config has settings already, so --shards, --replicas and --data-dir have no place beside it");
        }
        if (shards.orElse(1) < 1 || !REPLICAS.contains(replicas.orElse(1))) {
            throw new ParameterException(command.commandLine(),
                "--shards must be 1 or more, and --replicas 1, 3 or 5");
        }
        ClusterFolder found = ClusterFolder.open(folder.orElse(FOLDER_DEFAULT), shards, replicas);
        PrintWriter out = command.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.on(System.err, Boolean.getBoolean("cairn.terminal"));
        new ClusterRun(found, display, System.err::println).run(() -> {
            out.println("ready: " + found.config().shards().size() + " shards with " + found.config().nodes().size()
                + " replicas. Ctrl-C ends them. Other commands find them with: --config " + found.file());
            out.flush();
        });
    }
}
