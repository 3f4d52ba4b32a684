package io.cairn.ops.cli;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.ops.run.NodeRun;
import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.ops.training.ModelKind;
import io.cairn.ops.training.ModelShape;
import io.cairn.ops.training.SourceSpec;
import io.cairn.ops.training.TrainingPlan;
import io.cairn.ops.training.TrainingReport;
import io.cairn.ops.training.TrainingRun;
import io.cairn.server.node.CairnNode;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.DirichletStreamSpec;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.embedding.ClusterEmbeddings;
import io.cairn.trainer.loop.TrainingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows all of Cairn in some minutes. */
@Command(name = "demo", description = {
    "Start a node in this process, train HSTU through it, evaluate it beside simple rankings, and look up the "
        + "embedding of the item that was trained most.",
    "Leaves nothing behind. Takes some two minutes on two cores."})
final class DemoCommand implements Runnable {

    private static final int SHARDS = 2;
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final String TABLE = "items";
    private static final long SEED = 1;
    private static final ModelShape MODEL = new ModelShape(ModelKind.HSTU, 50, 2, 1, 0.2f, Optional.empty());
    /** A tenth of the paper's items in a tenth of its categories: small enough to be learned while one waits. */
    private static final DirichletStreamSpec STREAM =
        DirichletStreamSpec.paper(SEED).withItems(2000, 10).withRecords(4000);
    private static final int STREAM_EPOCHS = 6;
    private static final int FILE_EPOCHS = 30;
    private static final int MAX_LENGTH = 200;

    @Option(names = "--data", paramLabel = "PATH", description = "Train on this data set instead of the synthetic "
        + "stream: MovieLens or Amazon ratings, or lines of 'user item'; a file, or the folder of a public data set.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training sequences. Default: "
        + STREAM_EPOCHS + " for the stream, " + FILE_EPOCHS + " with --data.")
    private Optional<Integer> epochs = Optional.empty();

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        DemoReport report = OrderlyEnd.of(this::demo, () -> { });
        output.print(report, report::text);
    }

    private DemoReport demo() {
        TrainingPlan plan = plan();
        BatchSource source = plan.source().open();
        try (TemporaryCluster cluster = new TemporaryCluster("demo", SHARDS);
            CairnNode node = NodeRun.launch(cluster.config(), TemporaryCluster.NODE)) {
            node.awaitReady(START_MAX);
            output.say(String.format("training HSTU through a node of %d shards: %,d items, %,d sequences, %d epochs",
                SHARDS, source.catalogue().size(), source.trainingSequences(), plan.settings().epochs()));
            TrainingReport training = new TrainingRun(plan, source, output.progress())
                .train(new ClusterEmbeddings(client(cluster), plan.tableSpec(source)));
            return new DemoReport(training, lookup(client(cluster), mostTrained(source)));
        }
    }

    private static long mostTrained(BatchSource source) {
        int[] counts = source.trainingCounts();
        int most = 0;
        for (int index = 1; index < counts.length; index++) {
            most = counts[index] > counts[most] ? index : most;
        }
        return source.catalogue().id(most);
    }

    private static StoredRow lookup(ClientContext context, long key) {
        try (EmbeddingClient client = EmbeddingClient.connect(context)) {
            return StoredRow.lookup(client, client.table(TABLE), key).get(0);
        }
    }

    private TrainingPlan plan() {
        SourceSpec source = new SourceSpec(data, STREAM, MAX_LENGTH, Holdout.TEST, SEED);
        int passes = epochs.orElse(data.isPresent() ? FILE_EPOCHS : STREAM_EPOCHS);
        TrainingSettings settings = TrainingSettings.defaults();
        return new TrainingPlan(source, MODEL, settings.withEpochs(passes), TABLE, Optional.empty());
    }

    /** The node's memory is this process's: nothing needs to go over a socket. */
    private static ClientContext client(TemporaryCluster cluster) {
        return new ClientContext().cluster(cluster.config()).transport(Transport.IPC);
    }
}
