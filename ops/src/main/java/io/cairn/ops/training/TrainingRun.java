package io.cairn.ops.training;

import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.OrderlyEnd;
import io.cairn.ops.run.RunException;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.evaluator.Metrics;
import io.cairn.trainer.evaluator.NeighbourBaseline;
import io.cairn.trainer.evaluator.PopularityBaseline;
import io.cairn.trainer.loop.EpochReport;
import io.cairn.trainer.loop.MetricsLog;
import io.cairn.trainer.loop.SequenceModel;
import io.cairn.trainer.loop.TrainingListener;
import io.cairn.trainer.loop.TrainingLoop;
import io.cairn.trainer.loop.TrainingOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a plan. Ctrl-C and SIGTERM end it after the running step, with what is to be saved saved. */
public final class TrainingRun {

    private final TrainingPlan plan;
    private final BatchSource source;
    private final ProgressDisplay display;

    /**
     * A training that has not begun.
     *
     * @param plan    what to do.
     * @param source  its data.
     * @param display shows epochs.
     */
    public TrainingRun(TrainingPlan plan, BatchSource source, ProgressDisplay display) {
        this.plan = plan;
        this.source = source;
        this.display = display;
    }

    /**
     * Trains, from the newest checkpoint if the plan has one, and evaluates.
     *
     * @param table the items' rows; closed at the end.
     * @return how it ended.
     * @throws RunException if the plan's files cannot be read or written.
     */
    public TrainingReport train(EmbeddingTable table) {
        try (SequenceModel model = model();
            EpochProgress progress = new EpochProgress(display);
            Listeners listeners = new Listeners(plan, progress);
            TrainingLoop loop = new TrainingLoop(plan.settings(), model, source, table, listeners.all())) {
            TrainingOutcome outcome = OrderlyEnd.of(loop::run, loop::stop);
            return new TrainingReport(outcome.progress().epoch(), outcome.progress().step(), outcome.stopped(),
                source.catalogue().size(), model.parameterCount(),
                progress.last().map(EpochReport::sparsity).orElse(0.0),
                progress.last().map(EpochReport::sequencesPerSecond).orElse(0.0),
                progress.last().map(EpochReport::rowsPerSecond).orElse(0.0),
                metrics(outcome.metrics()));
        } catch (IllegalArgumentException e) {
            // what was asked for does not fit the data, the table or the checkpoint
            throw new RunException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RunException("cannot write metrics to " + plan.metrics().orElseThrow() + ": " + e, e);
        }
    }

    /**
     * Evaluates the model of the plan's newest checkpoint.
     *
     * @param table the items' rows; closed at the end.
     * @return its metrics.
     * @throws RunException if the checkpoint cannot be read or is of another model.
     */
    public TrainingReport evaluate(EmbeddingTable table) {
        try (SequenceModel model = model();
            TrainingLoop loop = new TrainingLoop(plan.settings(), model, source, table, List.of())) {
            TrainingOutcome outcome = loop.evaluate();
            return new TrainingReport(outcome.progress().epoch(), outcome.progress().step(), outcome.stopped(),
                source.catalogue().size(), model.parameterCount(), 0, 0, 0, metrics(outcome.metrics()));
        } catch (IllegalArgumentException e) {
            throw new RunException(e.getMessage(), e);
        }
    }

    private SequenceModel model() {
        return SequenceModel.create(plan.model().settings(source), plan.settings().dense(), plan.settings().seed());
    }

    private Map<String, Metrics> metrics(Optional<Metrics> model) {
        Map<String, Metrics> metrics = new LinkedHashMap<>();
        model.ifPresent(found -> metrics.put(plan.model().kind().toString(), found));
        if (source.evaluationSequences() > 0) {
            metrics.put("item-knn", NeighbourBaseline.evaluate(source));
            metrics.put("popularity", PopularityBaseline.evaluate(source));
        }
        return metrics;
    }

    /** Those who watch a training: always a display, a file if the plan names one. */
    private record Listeners(List<TrainingListener> all, Optional<MetricsLog> file) implements AutoCloseable {

        Listeners(TrainingPlan plan, EpochProgress progress) throws IOException {
            this(new ArrayList<>(List.of(progress)),
                plan.metrics().isEmpty() ? Optional.empty() : Optional.of(new MetricsLog(plan.metrics().get())));
            file.ifPresent(all::add);
        }

        @Override
        public void close() throws IOException {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }
}
