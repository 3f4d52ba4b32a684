package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;
import io.cairn.ops.run.NodeProcess;
import io.cairn.ops.run.NodeRun;
import io.cairn.server.node.CairnNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one node of a cluster. */
@Command(name = "node", description = {
    "Run one node of the cluster in the foreground, until Ctrl-C or SIGTERM.",
    "Prints 'ready: <node>' once it answers; a node that has a log replays it before, and one whose group has others "
        + "waits for a majority of them."})
final class NodeCommand implements Runnable {

    @Mixin
    private ClusterOptions cluster;

    @Option(names = {"-n", "--name"}, paramLabel = "NAME",
        description = "Which node of the settings to be. Needed if there are several.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--recover", description = "The node lost its disk: take its data from the other members of its "
        + "groups, then run. Its data directory must be empty, and each group must have a leader without it.")
    private boolean recover;

    @Mixin
    private InsecureOption insecure;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        ClusterConfig config = cluster.config();
        String node = nodeName(config);
        PrintWriter out = command.commandLine().getOut();
        if (recover) {
            run(() -> CairnNode.recover(config, node, insecure.exposure()), config, node, out);
        } else {
            run(() -> CairnNode.launch(config, node, insecure.exposure()), config, node, out);
        }
    }

    /** Runs a node whose gateway, if it has one, only this machine reaches. */
    static void run(ClusterConfig config, String name, PrintWriter out) {
        run(() -> CairnNode.launch(config, name), config, name, out);
    }

    private static void run(Supplier<CairnNode> start, ClusterConfig config, String name, PrintWriter out) {
        new NodeRun(start).run(node -> {
            String gateway = config.gateway(name)
                .flatMap(door -> node.gateway().map(running -> ReadyText.of(door, running)))
                .orElse("");
            out.println(NodeProcess.READY + name + gateway);
            out.flush();
        });
    }

    private String nodeName(ClusterConfig config) {
        List<String> names = config.nodes().stream().map(NodeConfig::name).toList();
        String chosen = name.orElse(names.get(0));
        if ((name.isEmpty() && names.size() > 1) || !names.contains(chosen)) {
            throw new ParameterException(command.commandLine(), "--name must be one of " + names);
        }
        return chosen;
    }
}
