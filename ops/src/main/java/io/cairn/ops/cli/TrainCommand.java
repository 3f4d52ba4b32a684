package io.cairn.ops.cli;

import io.cairn.ops.training.TrainingPlan;
import io.cairn.ops.training.TrainingReport;
import io.cairn.ops.training.TrainingRun;
import io.cairn.trainer.data.BatchSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains HSTU. */
@Command(name = "train", description = {
    "Train HSTU with its item rows in the cluster, and evaluate it beside a popularity ranking.",
    "Ctrl-C ends it after the running step; with --checkpoint the same command goes on from there."})
final class TrainCommand implements Runnable {

    @Mixin
    private TrainingOptions training;

    @Mixin
    private EmbeddingsOptions embeddings;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        TrainingPlan plan = training.plan();
        BatchSource source = plan.source().open();
        TrainingReport report = new TrainingRun(plan, source, output.progress())
            .train(embeddings.open(plan.tableSpec(source), cluster));
        output.print(report, () -> TrainingText.of(report));
    }
}
