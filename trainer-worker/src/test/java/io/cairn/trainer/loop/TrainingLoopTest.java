package io.cairn.trainer.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.Events;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.data.SequenceDataset;
import io.cairn.trainer.data.SequenceSelection;
import io.cairn.trainer.data.StochasticLength;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.embedding.LocalEmbeddings;
import io.cairn.trainer.embedding.RowBatch;
import io.cairn.trainer.loss.Negatives;
import io.cairn.trainer.loss.SampledSoftmax;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a tiny world: users walk a circle of items, so the next item follows from the last one. */
@Timeout(120)
class TrainingLoopTest {

    private static final int WIDTH = 16;
    private static final int ITEMS = 30;
    private static final int USERS = 40;
    private static final int MAX_LENGTH = 10;
    private static final OptimizerSpec.AdamW ADAM_W = new OptimizerSpec.AdamW(1e-2, 0.9, 0.98, 1e-8, 0);

    private static final Optional<StochasticLength> SHORTENING =
        Optional.of(new StochasticLength(1.2, SequenceSelection.WEIGHTED));

    @TempDir
    private Path directory;

    @Test
    void modelLearnsToFollowTheCircle() {
        List<EpochReport> epochs = new ArrayList<>();
        TrainingOutcome outcome = train(settings(15, 1, Optional.empty()), epochs);
        assertEquals(new Progress(15, 0, 45), outcome.progress());
        assertFalse(outcome.stopped());
        assertTrue(epochs.get(14).loss() < epochs.get(0).loss() / 2,
            epochs.get(0).loss() + " fell to " + epochs.get(14).loss());
        assertEquals(USERS, outcome.metrics().orElseThrow().users());
        assertTrue(outcome.metrics().orElseThrow().hr10() > 0.9, outcome.toString());
        assertEquals(List.of(5, 10, 15),
            epochs.stream().filter(report -> report.metrics().isPresent()).map(EpochReport::epoch).toList());
    }

    @Test
    void sameSeedGivesTheSameTraining() {
        List<EpochReport> one = new ArrayList<>();
        List<EpochReport> other = new ArrayList<>();
        train(settings(3, 1, Optional.empty()), one);
        train(settings(3, 1, Optional.empty()), other);
        assertArrayEquals(losses(one), losses(other));
    }

    @Test
    void aStoppedTrainingGoesOnAsIfItHadNotBeenStopped() {
        List<EpochReport> whole = new ArrayList<>();
        train(settings(4, 0, Optional.empty()), whole);

        TrainingSettings settings = settings(4, 0, Optional.of(directory));
        List<EpochReport> parts = new ArrayList<>();
        assertEquals(new Progress(1, 2, 5), trainUntil(5, settings, parts).progress());
        assertEquals(new Progress(3, 0, 9), trainUntil(9, settings, parts).progress());
        assertFalse(train(settings, parts).stopped());
        assertEquals(whole.get(3).loss(), parts.get(parts.size() - 1).loss(), "loss of the last epoch");
        assertEquals(whole.get(3).metrics(), parts.get(parts.size() - 1).metrics());
    }

    @Test
    void shortenedSequencesLeaveFewerPositionsAndTheReportSaysSo() {
        List<EpochReport> whole = new ArrayList<>();
        List<EpochReport> shortened = new ArrayList<>();
        train(settings(2, 0, Optional.empty()), whole);
        train(settings(2, 0, Optional.empty(), SHORTENING), shortened);
        EpochReport last = shortened.get(1);
        assertTrue(last.positions() < whole.get(1).positions(), last.toString());
        assertEquals(1 - last.positions() / (double) (USERS * MAX_LENGTH), last.sparsity(), 1e-12);
        assertEquals(whole.get(1).sequences(), last.sequences());
        assertEquals(USERS, last.metrics().orElseThrow().users());
    }

    @Test
    void evaluationSeesWholeSequencesWhateverTrainingSaw() {
        SequenceModel untrained = model(1);
        try (untrained; TrainingLoop whole = loop(settings(1, 0, Optional.empty()), untrained, List.of());
            TrainingLoop shortening = loop(settings(1, 0, Optional.empty(), SHORTENING), untrained, List.of())) {
            assertEquals(whole.evaluate(), shortening.evaluate());
        }
    }

    @Test
    void aStoppedTrainingIsShortenedOnAsIfItHadNotBeenStopped() {
        List<EpochReport> whole = new ArrayList<>();
        train(settings(4, 0, Optional.empty(), SHORTENING), whole);

        TrainingSettings settings = settings(4, 0, Optional.of(directory), SHORTENING);
        List<EpochReport> parts = new ArrayList<>();
        trainUntil(5, settings, parts);
        trainUntil(9, settings, parts);
        train(settings, parts);
        assertEquals(whole.get(3).loss(), parts.get(parts.size() - 1).loss(), "loss of the last epoch");
        assertEquals(whole.get(3).metrics(), parts.get(parts.size() - 1).metrics());
    }

    @Test
    void goingOnWithAnotherShorteningIsRefused() {
        train(settings(1, 0, Optional.of(directory), SHORTENING), new ArrayList<>());
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
            () -> train(settings(2, 0, Optional.of(directory)), new ArrayList<>()));
        assertTrue(refusal.getMessage().contains("StochasticLength"), refusal.getMessage());
    }

    @Test
    void aCheckpointOfAnotherModelIsRefused() {
        train(settings(1, 0, Optional.of(directory)), new ArrayList<>());
        try (SequenceModel model = model(2);
            TrainingLoop loop = loop(settings(2, 0, Optional.of(directory)), model, List.of())) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, loop::run);
            assertTrue(refusal.getMessage().contains("layers=1") && refusal.getMessage().contains("layers=2"),
                refusal.getMessage());
        }
    }

    @Test
    void metricsAreLinesOfJson() throws IOException {
        Path file = directory.resolve("metrics.jsonl");
        try (SequenceModel model = model(1); MetricsLog log = new MetricsLog(file);
            TrainingLoop loop = loop(settings(5, 1, Optional.empty()), model, List.of(log))) {
            loop.run();
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(5, lines.size());
        JsonNode last = new ObjectMapper().readTree(lines.get(4));
        assertEquals(5, last.get("epoch").asInt());
        assertTrue(last.get("loss").asDouble() > 0 && last.get("sequencesPerSecond").asDouble() > 0, last.toString());
        assertTrue(last.get("hr10").asDouble() >= 0, last.toString());
    }

    @Test
    void stepsReportHowFarTheEpochIs() {
        List<StepReport> steps = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepFinished(StepReport report) {
                steps.add(report);
            }
        };
        try (SequenceModel model = model(1);
            TrainingLoop loop = loop(settings(1, 1, Optional.empty()), model, List.of(listener))) {
            loop.run();
        }
        assertEquals(List.of(16, 32, USERS), steps.stream().map(StepReport::sequences).toList());
        assertEquals(USERS, steps.get(0).sequencesPerEpoch());
        assertEquals(1, steps.get(0).epoch());
    }

    @Test
    void aThousandStepsLeaveNoArrayBehind() {
        BatchSource source = source();
        SequenceBatch batch = source.training(0, 4).next();
        try (SequenceModel model = model(1);
            EmbeddingPipeline table = new EmbeddingPipeline(table(), 2)) {
            StepPlanner planner = new StepPlanner(model.manager(), table, source.catalogue(),
                Negatives.uniform(source.catalogue(), 1), 5);
            TrainingStep step = new TrainingStep(model.encoder(), new SampledSoftmax(0.05f), model.optimizer());
            int arraysAfterTen = 0;
            for (int number = 0; number < 1000; number++) {
                try (StepPlan plan = planner.plan(number, batch)) {
                    RowBatch rows = plan.rows().await();
                    step.run(plan, rows);
                    table.push(rows);
                }
                if (number == 9) {
                    arraysAfterTen = arrays(model.manager());
                }
            }
            assertEquals(arraysAfterTen, arrays(model.manager()));
            assertEquals(0, arrays(model.manager()) - model.encoder().getParameters().size(),
                "nothing but the parameters belongs to the model");
        }
    }

    private static int arrays(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    private static double[] losses(List<EpochReport> reports) {
        return reports.stream().mapToDouble(EpochReport::loss).toArray();
    }

    private static TrainingOutcome train(TrainingSettings settings, List<EpochReport> reports) {
        return trainUntil(Long.MAX_VALUE, settings, reports);
    }

    private static TrainingOutcome trainUntil(long step, TrainingSettings settings, List<EpochReport> reports) {
        try (SequenceModel model = model(1)) {
            Stopper stopper = new Stopper(step, reports);
            try (TrainingLoop loop = loop(settings, model, List.of(stopper))) {
                stopper.loop = loop;
                return loop.run();
            }
        }
    }

    private static TrainingLoop loop(TrainingSettings settings, SequenceModel model, List<TrainingListener> listeners) {
        return new TrainingLoop(settings, model, source(), table(), listeners);
    }

    private static TrainingSettings settings(int epochs, int staleness, Optional<Path> checkpoints) {
        return settings(epochs, staleness, checkpoints, Optional.empty());
    }

    private static TrainingSettings settings(int epochs, int staleness, Optional<Path> checkpoints,
                                             Optional<StochasticLength> shortening) {
        return new TrainingSettings(epochs, 16, shortening, 8, 0.05f, ADAM_W, 1, staleness, 5, checkpoints);
    }

    private static SequenceModel model(int layers) {
        return SequenceModel.create(new HstuSettings(WIDTH, layers, 2, 8, 8, SequenceBatch.width(MAX_LENGTH),
            BiasTerms.POSITION_AND_TIME, HstuSettings.Weighting.SILU, 0.1f, 0.1f), ADAM_W, 1);
    }

    private static LocalEmbeddings table() {
        return new LocalEmbeddings(new TableSpec("items", WIDTH, DType.FLOAT32,
            new InitializerSpec.TruncatedNormal(0, 0.02), ADAM_W, 1, ITEMS));
    }

    private static BatchSource source() {
        Events events = new Events();
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < 5 + user % 10; i++) {
                events.add(user, 1 + (user * 7 + i) % ITEMS, 1000L * i);
            }
        }
        return new DatasetBatches(SequenceDataset.of(events, Catalogue.upTo(ITEMS), true, 3), MAX_LENGTH,
            Holdout.TEST, 1);
    }

    /** Notes epochs and asks for a stop after a step. */
    private static final class Stopper implements TrainingListener {

        private final long step;
        private final List<EpochReport> reports;
        private TrainingLoop loop;

        Stopper(long step, List<EpochReport> reports) {
            this.step = step;
            this.reports = reports;
        }

        @Override
        public void stepFinished(StepReport report) {
            if (report.step() == step) {
                loop.stop();
            }
        }

        @Override
        public void epochFinished(EpochReport report) {
            reports.add(report);
        }
    }
}
