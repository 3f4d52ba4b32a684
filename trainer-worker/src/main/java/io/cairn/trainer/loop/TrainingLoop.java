package io.cairn.trainer.loop;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.data.SequenceShortener;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.embedding.RowBatch;
import io.cairn.trainer.evaluator.Metrics;
import io.cairn.trainer.loss.Negatives;
import io.cairn.trainer.loss.SampledSoftmax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Trains a sequence model whose item rows live in an {@link EmbeddingTable}.
 *
 * <pre>
 * try (SequenceModel model = SequenceModel.create(HstuSettings.movieLens(SequenceBatch.width(source.maxLength())),
 *         settings.dense(), settings.seed());
 *     TrainingLoop loop = new TrainingLoop(settings, model, source, new LocalEmbeddings(spec), List.of(listener))) {
 *     TrainingOutcome outcome = loop.run();
 * }
 * </pre>
 *
 * A step pulls the distinct rows of its inputs, targets and negatives, computes, moves the dense parameters and pushes
 * one gradient per row. Up to {@link TrainingSettings#staleness} steps are planned and pulled ahead.
 */
public final class TrainingLoop implements AutoCloseable {

    private final TrainingSettings settings;
    private final BatchSource source;
    private final List<TrainingListener> listeners;
    private final EmbeddingPipeline table;
    private final Optional<SequenceShortener> shortener;
    private final StepPlanner planner;
    private final TrainingStep step;
    private final ModelEvaluation evaluation;
    private final Optional<Checkpoints> checkpoints;
    private final Deque<StepPlan> ahead = new ArrayDeque<>();
    private Optional<Metrics> lastMetrics = Optional.empty();
    private Progress progress = Progress.START;
    private volatile boolean stopRequested;

    /**
     * Prepares a training with uniform negatives.
     *
     * @param settings  how to train.
     * @param model     what to train; stays the caller's.
     * @param source    what to train on.
     * @param table     where the rows are; belongs to the loop from now on, which closes it.
     * @param listeners called in this order.
     * @throws IllegalArgumentException if widths or lengths of model, table and source do not fit together.
     */
    public TrainingLoop(TrainingSettings settings, SequenceModel model, BatchSource source, EmbeddingTable table,
                        List<TrainingListener> listeners) {
        this(settings, model, source, table, Negatives.uniform(source.catalogue(), settings.seed()), listeners);
    }

    /**
     * Prepares a training.
     *
     * @param settings  how to train.
     * @param model     what to train; stays the caller's.
     * @param source    what to train on.
     * @param table     where the rows are; belongs to the loop from now on, which closes it.
     * @param negatives draws the items that a target is told apart from.
     * @param listeners called in this order.
     * @throws IllegalArgumentException if widths or lengths of model, table and source do not fit together.
     */
    public TrainingLoop(TrainingSettings settings, SequenceModel model, BatchSource source, EmbeddingTable table,
                        Negatives negatives, List<TrainingListener> listeners) {
        requireFit("rows of the table", table.dimension(), "rows of the model", model.encoder().width());
        requireFit("slots of the batches", SequenceBatch.width(source.maxLength()), "slots of the model",
            model.encoder().slots());
        this.settings = settings;
        this.source = source;
        this.listeners = List.copyOf(listeners);
        this.table = new EmbeddingPipeline(table, settings.staleness() + 2);
        shortener = settings.shortening().map(rule -> new SequenceShortener(rule, source, settings.seed()));
        planner = new StepPlanner(model.manager(), this.table, source.catalogue(), negatives,
            settings.negatives());
        step = new TrainingStep(model.encoder(), new SampledSoftmax(settings.temperature()), model.optimizer());
        evaluation = new ModelEvaluation(model, this.table, source);
        checkpoints = settings.checkpoints().map(at -> new Checkpoints(at, model, this.table, settings));
    }

    private static void requireFit(String what, int size, String other, int otherSize) {
        if (size != otherSize) {
            throw new IllegalArgumentException(what + ": " + size + ", but " + other + ": " + otherSize);
        }
    }

    /**
     * Trains until the last epoch is done or a stop is requested, from the newest checkpoint if there is one. To be
     * called once.
     *
     * @return how it ended.
     * @throws RuntimeException what a source, table, listener or checkpoint threw, or if the loss is not finite.
     */
    public TrainingOutcome run() {
        TensorEngine.enterThread();
        progress = checkpoints.flatMap(Checkpoints::restore).orElse(Progress.START);
        while (progress.epoch() < settings.epochs() && !stopRequested) {
            trainEpoch();
        }
        return new TrainingOutcome(progress, progress.epoch() < settings.epochs(), lastMetrics);
    }

    /**
     * Evaluates without training: the newest checkpoint, or the first weights if there is none. To be called once,
     * instead of {@link #run}.
     *
     * @return how far training came, and its metrics if anything is held out.
     * @throws RuntimeException what a source, table or checkpoint threw.
     */
    public TrainingOutcome evaluate() {
        TensorEngine.enterThread();
        progress = checkpoints.flatMap(Checkpoints::restore).orElse(Progress.START);
        if (source.evaluationSequences() > 0) {
            lastMetrics = Optional.of(evaluation.run());
        }
        return new TrainingOutcome(progress, progress.epoch() < settings.epochs(), lastMetrics);
    }

    /** Asks for an end after the running step, with a checkpoint if those are wanted. For any thread. */
    public void stop() {
        stopRequested = true;
    }

    private void trainEpoch() {
        EpochMeter meter = new EpochMeter();
        Iterator<SequenceBatch> batches = source.training(progress.epoch(), settings.batchSize());
        int skipped = skip(batches, progress.batch());
        boolean finished;
        try {
            finished = trainBatches(batches, meter, skipped);
            table.flush();
        } finally {
            discardAhead();
        }
        if (finished) {
            progress = progress.afterEpoch();
            EpochReport report = evaluated(meter.epoch(progress, settings.epochs(), source.maxLength()));
            listeners.forEach(listener -> listener.epochFinished(report));
        }
        checkpoints.ifPresent(at -> at.save(progress));
    }

    /** Returns whether the batches are used up. */
    private boolean trainBatches(Iterator<SequenceBatch> batches, EpochMeter meter, int skipped) {
        long next = progress.step();
        while (true) {
            while (ahead.size() <= settings.staleness() && batches.hasNext()) {
                ahead.add(plan(next++, batches.next()));
            }
            if (ahead.isEmpty() || stopRequested) {
                return ahead.isEmpty();
            }
            try (StepPlan plan = ahead.remove()) {
                trainStep(plan, meter);
            }
            StepReport report = meter.step(progress, settings.epochs(), skipped, source.trainingSequences());
            listeners.forEach(listener -> listener.stepFinished(report));
        }
    }

    private StepPlan plan(long number, SequenceBatch batch) {
        return planner.plan(number, shortener.map(by -> by.shorten(number, batch)).orElse(batch));
    }

    private void trainStep(StepPlan plan, EpochMeter meter) {
        long waitStartNs = System.nanoTime();
        RowBatch rows = plan.rows().await();
        long waitedNs = System.nanoTime() - waitStartNs;
        TensorEngine.seed(settings.seed(), plan.number());
        float loss;
        try {
            loss = step.run(plan, rows);
        } catch (RuntimeException failure) {
            table.release(rows);
            throw failure;
        }
        table.push(rows);
        progress = progress.afterStep();
        meter.add(plan, loss, waitedNs);
    }

    private EpochReport evaluated(EpochReport report) {
        boolean due = report.epoch() % settings.evaluateEvery() == 0 || report.epoch() == settings.epochs();
        if (!due || source.evaluationSequences() == 0) {
            return report;
        }
        long startNs = System.nanoTime();
        Metrics metrics = evaluation.run();
        lastMetrics = Optional.of(metrics);
        return EpochMeter.withMetrics(report, metrics, EpochMeter.secondsSince(startNs));
    }

    private static int skip(Iterator<SequenceBatch> batches, int count) {
        int sequences = 0;
        for (int i = 0; i < count && batches.hasNext(); i++) {
            sequences += batches.next().size();
        }
        return sequences;
    }

    private void discardAhead() {
        for (StepPlan plan : ahead) {
            plan.close();
            table.discard(plan.rows());
        }
        ahead.clear();
    }

    /** Finishes what the table has been asked for and closes it. */
    @Override
    public void close() {
        table.close();
    }
}
