package io.cairn.ops.cli;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.config.CheckpointName;
import io.cairn.ops.checkpoint.CheckpointRestore;
import io.cairn.ops.checkpoint.CheckpointStore;
import io.cairn.ops.checkpoint.StoredCheckpoint;
import io.cairn.ops.checkpoint.Verification;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes, shows, verifies, restores and deletes checkpoints. */
@Command(name = "checkpoint", description = {
    "Take, show, verify, restore and delete checkpoints: all rows of all shards at one moment.",
    "They are in the folder 'checkpoints.directory' of cluster.yaml; 'cairn train --checkpoint' puts its own there."},
    subcommands = {CheckpointCommand.Create.class, CheckpointCommand.ListAll.class, CheckpointCommand.Verify.class,
        CheckpointCommand.Restore.class, CheckpointCommand.Delete.class})
final class CheckpointCommand {

    private static final String NAME_DESCRIPTION = "Which checkpoint, for example nightly or run1/step-000000000123.";

    /** Takes a checkpoint. */
    @Command(name = "create", description = {
        "Have every shard write its rows, all as they were at one moment. Shards go on working meanwhile.",
        "While trainers push there may be no such moment: stop them, or use 'cairn train --checkpoint'."})
    static final class Create implements Runnable {

        @Parameters(paramLabel = "NAME", description = "One or two parts with '/' between them, of letters, digits, "
            + "'.', '_' or '-'.")
        private CheckpointName name;

        @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "3600",
            description = "How long the shards may take. Default: ${DEFAULT-VALUE}.")
        private int timeoutSeconds;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            StoredCheckpoint taken = new CheckpointStore(cluster.config())
                .create(name, cluster.credentials(), Duration.ofSeconds(timeoutSeconds), output.progress());
            output.print(taken, () -> text(List.of(taken)));
        }
    }

    /** Shows all checkpoints. */
    @Command(name = "list", description = "Show all checkpoints. Only manifests are read; 'verify' reads all.")
    static final class ListAll implements Runnable {

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            List<StoredCheckpoint> all = new CheckpointStore(cluster.config()).list();
            output.print(all, () -> text(all));
        }
    }

    /** Reads a checkpoint. */
    @Command(name = "verify", description = "Read every byte of a checkpoint and name each file that is not as it was "
        + "written. Ends with " + ExitCode.FAILED + " if there is one.")
    static final class Verify implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = NAME_DESCRIPTION)
        private CheckpointName name;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public Integer call() {
            CheckpointFolder folder = new CheckpointStore(cluster.config()).open(name);
            Verification found = Verification.of(folder, output.progress());
            output.print(found, () -> found.faults().isEmpty()
                ? String.format("checkpoint %s is whole: %,d rows, %,d bytes", name, found.rows(), found.bytes())
                : String.join("\n", found.faults()));
            return found.faults().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** Restores a checkpoint. */
    @Command(name = "restore", description = {
        "Bring the tables and rows of a checkpoint into a running cluster, with any number of shards. All of it is "
            + "read first; one that is harmed is not loaded.",
        "A table of which the cluster has rows already is refused."})
    static final class Restore implements Runnable {

        @Parameters(paramLabel = "NAME", description = NAME_DESCRIPTION)
        private CheckpointName name;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            CheckpointFolder folder = new CheckpointStore(cluster.config()).open(name);
            try (EmbeddingClient client = EmbeddingClient.connect(cluster.client())) {
                CheckpointRestore.Restored restored =
                    new CheckpointRestore(folder, client, output.progress()).all();
                output.print(restored, () -> text(restored));
            }
        }

        private static String text(CheckpointRestore.Restored restored) {
            TextTable table = new TextTable("table", "rows");
            restored.tables().forEach(each -> table.row(each.table(), String.format("%,d", each.rows())));
            return table.toString();
        }
    }

    /** Deletes a checkpoint. */
    @Command(name = "delete", description = "Delete a checkpoint. Cannot be undone.")
    static final class Delete implements Runnable {

        @Parameters(paramLabel = "NAME", description = NAME_DESCRIPTION)
        private CheckpointName name;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        /** What is no more. */
        record Deleted(String checkpoint) {
        }

        @Override
        public void run() {
            new CheckpointStore(cluster.config()).open(name).delete();
            output.print(new Deleted(name.text()), () -> "deleted checkpoint " + name);
        }
    }

    private static String text(List<StoredCheckpoint> checkpoints) {
        if (checkpoints.isEmpty()) {
            return "no checkpoints; 'cairn checkpoint create NAME' takes one";
        }
        TextTable table = new TextTable("checkpoint", "created", "step", "shards", "rows", "bytes");
        StringBuilder faults = new StringBuilder();
        for (StoredCheckpoint each : checkpoints) {
            table.row(each.name(), each.created(), each.step() < 0 ? "-" : String.format("%,d", each.step()),
                each.shards(), String.format("%,d", each.rows()), String.format("%,d", each.bytes()));
            if (!each.fault().isEmpty()) {
                faults.append(each.fault()).append('\n');
            }
        }
        return table.toString() + faults;
    }
}
