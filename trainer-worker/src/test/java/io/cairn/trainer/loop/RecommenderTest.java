package io.cairn.trainer.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.Events;
import io.cairn.trainer.data.History;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.data.SequenceDataset;
import io.cairn.trainer.embedding.LocalEmbeddings;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recommending in a world where users walk a circle of items, so that it is known what comes next. */
@Timeout(120)
class RecommenderTest {

    private static final int WIDTH = 16;
    private static final int ITEMS = 30;
    private static final int USERS = 40;
    private static final int MAX_LENGTH = 10;
    private static final OptimizerSpec.AdamW ADAM_W = new OptimizerSpec.AdamW(1e-2, 0.9, 0.98, 1e-8, 0);

    @TempDir
    private Path directory;

    @Test
    void aTrainedModelRecommendsWhatComesNextAndNothingTheUserHasHad() {
        train();
        try (SequenceModel model = model(); Recommender recommender = recommender(model)) {
            recommender.load();
            for (int first : new int[] {1, 9, 20}) {
                long[] walked = LongStream.range(first, first + 8).map(step -> 1 + step % ITEMS).toArray();
                History history = new History(walked, LongStream.range(0, 8).map(step -> 1000 * step).toArray());
                List<ScoredItem> best = recommender.recommend(history, MAX_LENGTH, 5);

                assertEquals(5, best.size());
                int next = 1 + (first + 8) % ITEMS;
                assertTrue(best.subList(0, 2).stream().anyMatch(found -> found.item() == next),
                    "after " + Arrays.toString(walked) + ": " + best);
                assertTrue(best.stream().noneMatch(found -> Arrays.stream(walked).anyMatch(i -> i == found.item())),
                    best.toString());
                for (int place = 1; place < best.size(); place++) {
                    assertTrue(best.get(place - 1).score() >= best.get(place).score(), best.toString());
                }
            }
        }
    }

    @Test
    void thereAreNoMoreRecommendationsThanItemsLeft() {
        train();
        try (SequenceModel model = model(); Recommender recommender = recommender(model)) {
            recommender.load();
            long[] all = LongStream.rangeClosed(1, ITEMS - 2).toArray();
            List<ScoredItem> best = recommender.recommend(new History(all, new long[all.length]), MAX_LENGTH, 10);
            assertEquals(List.of(ITEMS - 1, ITEMS), best.stream().map(ScoredItem::item).sorted().toList());
        }
    }

    @Test
    void withoutACheckpointThereIsNothingToRecommend() {
        try (SequenceModel model = model(); Recommender recommender = recommender(model)) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, recommender::load);
            assertTrue(refusal.getMessage().contains(directory.toString()), refusal.getMessage());
        }
    }

    private void train() {
        Events events = new Events();
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < 5 + user % 10; i++) {
                events.add(user, 1 + (user * 7 + i) % ITEMS, 1000L * i);
            }
        }
        DatasetBatches source = new DatasetBatches(
            SequenceDataset.of(events, Catalogue.upTo(ITEMS), true, 3), MAX_LENGTH, Holdout.NONE, 1);
        try (SequenceModel model = model();
            TrainingLoop loop = new TrainingLoop(settings(), model, source, table(), List.of())) {
            loop.run();
        }
    }

    private Recommender recommender(SequenceModel model) {
        return new Recommender(settings(), model, Catalogue.upTo(ITEMS), table());
    }

    private TrainingSettings settings() {
        return new TrainingSettings(15, 16, Optional.empty(), 8, 0.05f, ADAM_W, 1, 0, 5, Optional.of(directory));
    }

    private static SequenceModel model() {
        return SequenceModel.create(new HstuSettings(WIDTH, 1, 2, 8, 8, SequenceBatch.width(MAX_LENGTH),
            BiasTerms.POSITION_AND_TIME, HstuSettings.Weighting.SILU, 0.1f, 0.1f), ADAM_W, 1);
    }

    private static LocalEmbeddings table() {
        return new LocalEmbeddings(new TableSpec("items", WIDTH, DType.FLOAT32,
            new InitializerSpec.TruncatedNormal(0, 0.02), ADAM_W, 1, ITEMS));
    }
}
