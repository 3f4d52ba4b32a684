package io.cairn.ops.cli;

import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.verify.FaultReport;
import io.cairn.ops.verify.FaultSettings;
import io.cairn.ops.verify.FaultSuite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows that Cairn keeps its promises on this machine. */
@Command(name = "verify",
    description = "Show on this machine, with a cluster of its own, that Cairn keeps its promises.",
    subcommands = VerifyCommand.Faults.class)
final class VerifyCommand {

    /** Faults. */
    @Command(name = "faults", description = {
        "Kill, freeze, cut off and restart the nodes of a cluster of its own and harm their snapshots while clients "
            + "count in it, then compare every counter with the pushes that were acknowledged, and all replicas with "
            + "each other.",
        "Leaves nothing behind. Ends with 1 if a push was lost or repeated, replicas differ, a client read a value "
            + "that went back, or the cluster did not recover."})
    static final class Faults implements Callable<Integer> {

        private static final int SECONDS_PER_MINUTE = 60;

        @Option(names = "--minutes", paramLabel = "M", defaultValue = "5",
            description = "How long faults go on. Default: ${DEFAULT-VALUE}.")
        private int minutes;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Decides which faults come, and when. Default: ${DEFAULT-VALUE}.")
        private long seed;

        @Option(names = "--shards", paramLabel = "S", defaultValue = "2",
            description = "Shards of the cluster, 1 to 16. Default: ${DEFAULT-VALUE}.")
        private int shards;

        @Option(names = "--replicas", paramLabel = "R", defaultValue = "3",
            description = "Nodes, each with a replica of every shard: 3 or 5. Default: ${DEFAULT-VALUE}.")
        private int replicas;

        @Mixin
        private OutputOptions output;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            FaultSettings settings = settings();
            FaultReport report = OrderlyEnd.interrupting(() -> FaultSuite.run(settings, output.progress()));
            output.print(report, () -> FaultText.of(report));
            return report.kept() ? ExitCode.OK : ExitCode.FAILED;
        }

        private FaultSettings settings() {
            try {
                return new FaultSettings(shards, replicas, minutes * SECONDS_PER_MINUTE, seed);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
            }
        }
    }
}
