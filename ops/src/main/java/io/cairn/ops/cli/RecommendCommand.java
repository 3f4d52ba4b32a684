package io.cairn.ops.cli;

import io.cairn.ops.training.RecommendationRun;
import io.cairn.ops.training.Recommendations;
import io.cairn.ops.training.TrainingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recommends items to a user. */
@Command(name = "recommend", description = {
    "Recommend items to a user of the data, with the model of a checkpoint and its rows in the cluster.",
    "Give the options that it was trained with; --data and --checkpoint are needed. The model sees all events of the "
        + "user up to the last one, and the request comes at the time of that one; items that the user has had are "
        + "left out."})
final class RecommendCommand implements Runnable {

    @Option(names = "--user", paramLabel = "N", required = true, description = "The user's number in the data; of "
        + "Amazon's ratings, the rank of the user's id among those used.")
    private int user;

    @Option(names = "--top", paramLabel = "N", defaultValue = "10",
        description = "How many items. Default: ${DEFAULT-VALUE}.")
    private int top;

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
        require(plan.settings().checkpoints().isPresent(), "--checkpoint says which model is to recommend");
        require(plan.source().path().isPresent(), "--data says whose events to go by");
        require(top >= 1, "--top must be at least 1, got " + top);
        RecommendationRun run = new RecommendationRun(plan);
        if (embeddings.inCluster()) {
            requireTable(plan.table());
        }
        Recommendations found = run.recommend(user, top, source -> embeddings.open(plan.tableSpec(source), cluster));
        output.print(found, () -> text(found));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }

    /** Rows that nobody trained recommend nothing: a table that is missing must not be made here. */
    private void requireTable(String name) {
        cluster.ask(client -> client.table(name));
    }

    private static String text(Recommendations found) {
        boolean titled = found.items().stream().anyMatch(item -> !item.title().isEmpty());
        TextTable table = titled ? new TextTable("rank", "item", "score", "title")
            : new TextTable("rank", "item", "score");
        for (Recommendations.Item item : found.items()) {
            String score = String.format("%.4f", item.score());
            if (titled) {
                table.row(item.rank(), item.item(), score, item.title());
            } else {
                table.row(item.rank(), item.item(), score);
            }
        }
        return String.format("user %d, who has %,d events%n", found.user(), found.events()) + table;
    }
}
