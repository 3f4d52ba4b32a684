package io.cairn.ops.cli;

import io.cairn.ops.status.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how the replicas of a cluster stand, and what its tables hold. */
@Command(name = "status", description = {
    "Show all replicas of the cluster: who leads, how far each has applied its log, and how many bytes of log each is "
        + "behind its leader. Then the nodes, with memory and disk and the limits at which they refuse pushes, and the "
        + "tables, with rows and memory as the leaders tell them.",
    "Ends with 4 if a group has no leader."})
final class StatusCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        ClusterStatus status = ClusterStatus.ask(cluster.config(), cluster.credentials(), TIMEOUT);
        output.print(status, () -> StatusText.of(status));
        return status.complete() ? ExitCode.OK : ExitCode.UNREACHABLE;
    }
}
