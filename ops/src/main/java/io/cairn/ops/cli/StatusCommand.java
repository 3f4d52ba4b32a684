package io.cairn.ops.cli;

import io.cairn.ops.status.ClusterStatus;
import io.cairn.ops.status.ReplicaStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how the replicas of a cluster stand. */
@Command(name = "status", description = {
    "Show all replicas of the cluster: who leads, how far each has applied its log, and how many bytes of log each is "
        + "behind its leader.",
    "Ends with 4 if a group has no leader."})
final class StatusCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        ClusterStatus status = ClusterStatus.ask(cluster.config(), TIMEOUT);
        output.print(status, () -> text(status));
        return status.complete() ? ExitCode.OK : ExitCode.UNREACHABLE;
    }

    private static String text(ClusterStatus status) {
        TextTable table = new TextTable("group", "member", "node", "role", "position", "lag", "rows");
        for (ReplicaStatus replica : status.replicas()) {
            table.row(replica.group(), replica.member(), replica.node(),
                replica.role().name().toLowerCase(Locale.ROOT), number(replica.position()), number(replica.lag()),
                number(replica.rows()));
        }
        return "cluster " + status.cluster() + "\n" + table;
    }

    private static String number(long value) {
        return value == ReplicaStatus.UNKNOWN ? "-" : String.format("%,d", value);
    }
}
