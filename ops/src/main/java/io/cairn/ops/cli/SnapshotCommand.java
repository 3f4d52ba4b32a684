package io.cairn.ops.cli;

import io.cairn.client.ClusterSnapshots;
import io.cairn.client.ClusterSnapshots.GroupSnapshot;
import io.cairn.config.ClusterConfig;
import io.cairn.ops.progress.Progress;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes snapshots. */
@Command(name = "snapshot", description = {
    "Have every group of the cluster take a snapshot now, and wait until all are complete.",
    "They are taken by themselves as 'snapshots' in cluster.yaml says; by hand is for before an upgrade or a move."})
final class SnapshotCommand implements Runnable {

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "600",
        description = "How long to wait at most. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        ClusterConfig config = cluster.config();
        int groups = config.shards().size() + 1;
        try (ClusterSnapshots snapshots = new ClusterSnapshots(config, cluster.credentials());
            Progress progress = output.progress().begin("taking snapshots", "groups", groups)) {
            List<GroupSnapshot> taken =
                snapshots.take(Duration.ofSeconds(timeoutSeconds), done -> progress.show(done, ""));
            output.print(taken, () -> text(taken));
        }
    }

    private static String text(List<GroupSnapshot> taken) {
        TextTable table = new TextTable("group", "position", "bytes");
        for (GroupSnapshot snapshot : taken) {
            table.row(snapshot.group(), String.format("%,d", snapshot.position()),
                String.format("%,d", snapshot.bytes()));
        }
        return table.toString();
    }
}
