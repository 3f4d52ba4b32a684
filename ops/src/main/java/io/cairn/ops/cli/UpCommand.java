package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.NodeRun;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a node. */
@Command(name = "up", description = {
    "Run one node of the cluster in the foreground, until Ctrl-C or SIGTERM.",
    "Prints 'ready: <node>' once it answers; a node that has a log replays it before."})
final class UpCommand implements Runnable {

    @Mixin
    private ClusterOptions cluster;

    @Option(names = {"-n", "--node"}, paramLabel = "NAME",
        description = "Which node of the settings to be. Needed if there are several.")
    private Optional<String> node = Optional.empty();

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        ClusterConfig config = cluster.config();
        String name = nodeName(config);
        PrintWriter out = command.commandLine().getOut();
        new NodeRun(config, name).run(() -> {
            out.println(NodeProcess.READY + name);
            out.flush();
        });
    }

    private String nodeName(ClusterConfig config) {
        List<String> names = config.nodes().stream().map(NodeConfig::name).toList();
        String name = node.orElse(names.get(0));
        if ((node.isEmpty() && names.size() > 1) || !names.contains(name)) {
            throw new ParameterException(command.commandLine(), "--node must be one of " + names);
        }
        return name;
    }
}
