package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows settings. */
@Command(name = "config", description = "Show the settings of a cluster.", subcommands = ConfigCommand.Print.class)
final class ConfigCommand {

    /** Prints what holds once file, environment and defaults are put together. */
    @Command(name = "print", description = {
        "Print the effective settings: the file, the environment and the defaults put together.",
        "What is printed is itself a cluster.yaml."})
    static final class Print implements Runnable {

        @Mixin
        private ClusterOptions cluster;

        @Option(names = "--json", description = "Print JSON instead of YAML.")
        private boolean json;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            ClusterConfig config = cluster.config();
            PrintWriter out = command.commandLine().getOut();
            out.println((json ? ConfigWriter.json(config) : ConfigWriter.yaml(config)).stripTrailing());
            out.flush();
        }
    }
}
