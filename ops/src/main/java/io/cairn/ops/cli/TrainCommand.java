package io.cairn.ops.cli;

import io.cairn.ops.training.Embeddings;
import io.cairn.ops.training.TrainingPlan;
import io.cairn.ops.training.TrainingReport;
import io.cairn.ops.training.TrainingRun;
import io.cairn.trainer.data.BatchSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains HSTU. */
@Command(name = "train", description = {
    "Train HSTU with its item rows in the cluster, and evaluate it beside a popularity ranking.",
    "Ctrl-C ends it after the running step; with --checkpoint the same command goes on from there."})
final class TrainCommand implements Runnable {

    @Mixin
    private TrainingOptions training;

    @Mixin
    private EmbeddingsOption embeddings;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    /** Where rows live. */
    static final class EmbeddingsOption {

        @Option(names = "--embeddings", paramLabel = "cluster|local", defaultValue = "cluster",
            description = "Where the items' rows are: in the cluster, or in this process. Default: ${DEFAULT-VALUE}.")
        private Embeddings place;

        Embeddings place() {
            return place;
        }
    }

    @Override
    public void run() {
        TrainingPlan plan = training.plan();
        BatchSource source = plan.source().open();
        TrainingReport report = new TrainingRun(plan, source, output.progress())
            .train(embeddings.place().open(plan.tableSpec(source), cluster::client));
        output.print(report, () -> TrainingText.of(report));
    }
}
