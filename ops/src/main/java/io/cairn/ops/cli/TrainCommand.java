package io.cairn.ops.cli;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.ops.checkpoint.CheckpointRestore;
import io.cairn.ops.run.RunException;
import io.cairn.ops.training.TrainingPlan;
import io.cairn.ops.training.TrainingReport;
import io.cairn.ops.training.TrainingRun;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.loop.SavedSteps;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains HSTU. */
@Command(name = "train", description = {
    "Train HSTU with its item rows in the cluster, and evaluate it beside rankings that take no training.",
    "Ctrl-C ends it after the running step; with --checkpoint, the same command and --resume go on from there."})
final class TrainCommand implements Runnable {

    @Mixin
    private TrainingOptions training;

    @Option(names = "--resume", description = "Go on from the newest checkpoint of --checkpoint. Rows that the cluster "
        + "does not have are restored; other rows than those of the checkpoint are refused.")
    private boolean resume;

    @Mixin
    private EmbeddingsOptions embeddings;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        TrainingPlan plan = training.plan(cluster);
        if (resume && plan.settings().checkpoints().isEmpty()) {
            throw new ParameterException(command.commandLine(), "--checkpoint says what to resume");
        }
        BatchSource source = plan.source().open();
        plan.settings().checkpoints().ifPresent(folder -> prepare(new SavedSteps(folder), plan));
        TrainingReport report = new TrainingRun(plan, source, output.progress())
            .train(embeddings.open(plan.tableSpec(source), cluster));
        output.print(report, () -> TrainingText.of(report));
    }

    /** Makes sure that what is there is wanted, and that the rows are those of the newest checkpoint. */
    private void prepare(SavedSteps saved, TrainingPlan plan) {
        Optional<CheckpointFolder> newest = saved.newest();
        if (!resume) {
            newest.ifPresent(there -> {
                throw new RunException("there is a checkpoint " + there.path() + " already: --resume goes on from it, "
                    + "another --checkpoint begins anew, 'cairn checkpoint delete' deletes it");
            });
            return;
        }
        CheckpointFolder from = newest.orElseThrow(() -> new RunException("there is no checkpoint in "
            + saved.directory() + " to go on from; without --resume training begins anew"));
        if (embeddings.inCluster()) {
            try (EmbeddingClient client = EmbeddingClient.connect(cluster.client())) {
                new CheckpointRestore(from, client, output.progress()).resume(plan.table());
            }
        }
    }
}
