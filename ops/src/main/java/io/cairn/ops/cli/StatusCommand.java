package io.cairn.ops.cli;

import io.cairn.config.ClusterConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a cluster holds. */
@Command(name = "status", description = {
    "Show nodes, shards with their leaders and positions, and tables with rows and memory.",
    "Every shard is asked, so an answer means that all of them serve."})
final class StatusCommand implements Runnable {

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        ClusterConfig config = cluster.config();
        ClusterStatus status = cluster.ask(client ->
            ClusterStatus.of(config, client.clusterView(), client.shardViews()));
        output.print(status, () -> StatusText.of(status));
    }
}
