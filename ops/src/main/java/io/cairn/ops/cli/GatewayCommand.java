package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.ops.run.GatewayRun;
import io.cairn.ops.run.NodeProcess;
import io.cairn.server.gateway.GatewayContext;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one gateway of a cluster. */
@Command(name = "gateway", description = {
    "Run one gateway of the cluster in the foreground, until Ctrl-C or SIGTERM.",
    "It looks rows up over HTTP and for clients of Redis. A gateway with the name of a node runs inside that node "
        + "instead.",
    "Prints 'ready: <gateway>' and its port once it answers."})
final class GatewayCommand implements Runnable {

    @Mixin
    private ClusterOptions cluster;

    @Option(names = {"-n", "--name"}, paramLabel = "NAME", required = true,
        description = "Which gateway of the settings to be.")
    private String name = "";

    @Mixin
    private InsecureOption insecure;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        ClusterConfig config = cluster.config();
        GatewayConfig gateway = config.gateway(name)
            .filter(found -> config.nodes().stream().noneMatch(node -> node.name().equals(name)))
            .orElseThrow(() -> new ParameterException(command.commandLine(), "--name must be one of "
                + standAlone(config) + "; gateways with the name of a node run inside it"));
        PrintWriter out = command.commandLine().getOut();
        new GatewayRun(context(config, gateway)).run(running -> {
            out.println(NodeProcess.READY + name + ReadyText.of(gateway, running));
            out.flush();
        });
    }

    private GatewayContext context(ClusterConfig config, GatewayConfig gateway) {
        try {
            return new GatewayContext(
                config, gateway, insecure.exposure(), Optional.empty(), cluster.credentials());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static List<String> standAlone(ClusterConfig config) {
        return config.gateways().stream()
            .map(GatewayConfig::name)
            .filter(gateway -> config.nodes().stream().noneMatch(node -> node.name().equals(gateway)))
            .toList();
    }
}
