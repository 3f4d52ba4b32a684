package io.cairn.ops.cli;

import io.cairn.ops.training.TrainingPlan;
import io.cairn.ops.training.TrainingReport;
import io.cairn.ops.training.TrainingRun;
import io.cairn.trainer.data.BatchSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Evaluates a trained HSTU. */
@Command(name = "eval", description = {
    "Evaluate the model of a checkpoint, with its rows in the cluster, beside rankings that take no training.",
    "Give the options that it was trained with; --checkpoint is needed."})
final class EvalCommand implements Runnable {

    @Mixin
    private TrainingOptions training;

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
        if (plan.settings().checkpoints().isEmpty()) {
            throw new ParameterException(command.commandLine(), "--checkpoint says which model to evaluate");
        }
        BatchSource source = plan.source().open();
        TrainingReport report = new TrainingRun(plan, source, output.progress())
            .evaluate(embeddings.open(plan.tableSpec(source), cluster));
        output.print(report, () -> TrainingText.of(report));
    }
}
