package io.cairn.ops.cli;

import io.cairn.config.CheckpointName;
import io.cairn.ops.training.ModelKind;
import io.cairn.ops.training.ModelShape;
import io.cairn.ops.training.SourceSpec;
import io.cairn.ops.training.TrainingPlan;
import io.cairn.table.OptimizerSpec;
import io.cairn.trainer.data.DirichletStreamSpec;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.SequenceSelection;
import io.cairn.trainer.data.StochasticLength;
import io.cairn.trainer.loop.TrainingSettings;
import io.cairn.trainer.model.hstu.BiasTerms;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to train, on what and how. Defaults are the public MovieLens values. */
final class TrainingOptions {

    private static final int DATA_EPOCHS = 100;
    private static final int STREAM_EPOCHS = 1;

    @Mixin
    private DataOptions data;

    @Option(names = "--model", paramLabel = "KIND", defaultValue = "hstu",
        description = "hstu; hstu-softmax, the same with softmax attention; sasrec; transformer, with rotary positions "
            + "and SwiGLU. Default: ${DEFAULT-VALUE}.")
    private ModelKind kind;

    @Option(names = "--bias", paramLabel = "TERMS", description = "What HSTU's attention bias is made of: none, "
        + "position, time or position-and-time. Default: both, without times if the data has none.")
    private Optional<BiasTerms> bias = Optional.empty();

    @Option(names = "--dim", paramLabel = "N", defaultValue = "50",
        description = "Width of rows and model. Default: ${DEFAULT-VALUE}.")
    private int width;

    @Option(names = "--layers", paramLabel = "N", defaultValue = "2",
        description = "Layers of the model. Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(names = "--heads", paramLabel = "N", defaultValue = "1",
        description = "Attention heads; they share the width. Default: ${DEFAULT-VALUE}.")
    private int heads;

    @Option(names = "--dropout", paramLabel = "P", defaultValue = "0.2",
        description = "Probability of dropping a value, 0 up to 1. Default: ${DEFAULT-VALUE}.")
    private float dropout;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training sequences, those before a "
        + "checkpoint included. Default: " + DATA_EPOCHS + " with --data; " + STREAM_EPOCHS + " for the stream, as in "
        + "the paper.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128",
        description = "Sequences of a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @ArgGroup(exclusive = false)
    private ShorteningOptions shortening = new ShorteningOptions();

    @Option(names = "--negatives", paramLabel = "N", defaultValue = "128",
        description = "Sampled negatives of each position. Default: ${DEFAULT-VALUE}.")
    private int negatives;

    @Option(names = "--learning-rate", paramLabel = "X", defaultValue = "0.001",
        description = "Of AdamW, for rows and model. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(names = "--staleness", paramLabel = "N", defaultValue = "1", description = "How many steps' pushes a pull "
        + "may miss; 0 is fully synchronous. Default: ${DEFAULT-VALUE}.")
    private int staleness;

    @Option(names = "--evaluate-every", paramLabel = "N", defaultValue = "5",
        description = "Epochs between evaluations; the last epoch always is. Default: ${DEFAULT-VALUE}.")
    private int evaluateEvery;

    @Option(names = "--table", paramLabel = "NAME", defaultValue = "items",
        description = "Table of the items' rows. Default: ${DEFAULT-VALUE}.")
    private String table;

    @Option(names = "--checkpoint", paramLabel = "NAME", description = "Save model, optimizers, place in the data and "
        + "rows after each epoch and on Ctrl-C, as checkpoint NAME/step-….")
    private Optional<CheckpointName> checkpoint = Optional.empty();

    @Option(names = "--metrics", paramLabel = "FILE", description = "Add a JSON line for each epoch to this file.")
    private Optional<Path> metrics = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Puts the options together; a value out of range is a mistake of usage. */
    TrainingPlan plan(ClusterOptions cluster) {
        try {
            Optional<Path> checkpoints = checkpoint.map(name -> folder(name, cluster));
            SourceSpec source = data.source();
            OptimizerSpec.AdamW adamW = new OptimizerSpec.AdamW(learningRate, 0.9, 0.98, 1e-8, 0);
            int passes = epochs.orElse(source.path().isPresent() ? DATA_EPOCHS : STREAM_EPOCHS);
            TrainingSettings settings = new TrainingSettings(passes, batch, shortening.rule(), negatives,
                TrainingSettings.defaults().temperature(), adamW, source.seed(), staleness, evaluateEvery, checkpoints);
            return new TrainingPlan(source, new ModelShape(kind, width, layers, heads, dropout, bias),
                settings, table, metrics);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static Path folder(CheckpointName training, ClusterOptions cluster) {
        if (training.text().contains("/")) {
            throw new IllegalArgumentException("--checkpoint names a training, whose checkpoints are NAME/step-…; it "
                + "has no '/', got " + training);
        }
        return cluster.config().checkpoints().folder(training);
    }

    /** How to shorten training sequences. */
    static final class ShorteningOptions {

        @Option(names = "--stochastic-length", paramLabel = "ALPHA", required = true, description = "Train on "
            + "shortened sequences: of those with more than N^(ALPHA/2) events, N being --max-length, most keep that "
            + "many. Above 1, at most 2; the paper has 1.6 to 1.9.")
        private Optional<Double> alpha = Optional.empty();

        @Option(names = "--stochastic-selection", paramLabel = "RULE", description = "Which events they keep: greedy, "
            + "the last ones; random; weighted, at random with less for older ones. Default: weighted.")
        private SequenceSelection selection = SequenceSelection.WEIGHTED;

        Optional<StochasticLength> rule() {
            return alpha.map(value -> new StochasticLength(value, selection));
        }
    }

    /** Which data to read. */
    static final class DataOptions {

        @Option(names = "--data", paramLabel = "PATH", description = "MovieLens or Amazon ratings, or lines of 'user "
            + "item': a file, or the folder of a public data set. Default: the synthetic stream of the HSTU paper.")
        private Optional<Path> path = Optional.empty();

        @Option(names = "--stream-records", paramLabel = "N", defaultValue = "20000",
            description = "Length of the synthetic stream. Default: ${DEFAULT-VALUE}.")
        private int streamRecords;

        @Option(names = "--max-length", paramLabel = "N", defaultValue = "200",
            description = "Most events of a sequence that go into the model. Default: ${DEFAULT-VALUE}.")
        private int maxLength;

        @Option(names = "--holdout", paramLabel = "0|1|2", defaultValue = "0", description = "What training does not "
            + "see: 0 each user's last event (test), 1 the last two (validation, evaluates the last but one), 2 "
            + "nothing. The synthetic stream always holds out its last tenth. Default: ${DEFAULT-VALUE}.")
        private int holdout;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
        private long seed;

        SourceSpec source() {
            return new SourceSpec(path, DirichletStreamSpec.paper(seed).withRecords(streamRecords), maxLength,
                 Holdout.ofCode(holdout), seed);
        }
    }
}
