package io.cairn.trainer.evaluator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.DatasetFile;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.PublicFiles;
import io.cairn.trainer.data.SequenceBatch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CatalogueEvaluatorTest {

    private static final double EXACT = 1e-15;

    @Test
    void agreesWithTheGoldenRanking() throws IOException {
        JsonNode golden = golden();
        JsonNode outputs = golden.get("outputs");
        CatalogueEvaluator all = new CatalogueEvaluator(Catalogue.upTo(80));

        for (int user = 0; user < 8; user++) {
            CatalogueEvaluator one = new CatalogueEvaluator(Catalogue.upTo(80));
            one.add(goldenBatch(golden, user), goldenScores(golden, user));
            all.add(goldenBatch(golden, user), goldenScores(golden, user));
            Metrics metrics = one.metrics();
            int rank = outputs.get("rank").get(user).asInt();
            assertEquals(1.0 / rank, metrics.mrr(), EXACT, "user " + user);
            assertEquals(outputs.get("hr_at_10").get(user).asDouble(), metrics.hr10(), EXACT, "user " + user);
            assertEquals(outputs.get("hr_at_50").get(user).asDouble(), metrics.hr50(), EXACT, "user " + user);
            assertEquals(outputs.get("ndcg_at_10").get(user).asDouble(), metrics.ndcg10(), EXACT, "user " + user);
            assertEquals(outputs.get("hr_at_1").get(user).asDouble(), RankingMetrics.hit(rank, 1), EXACT);
            assertEquals(outputs.get("ndcg_at_50").get(user).asDouble(), RankingMetrics.gain(rank, 50), EXACT);
        }
        JsonNode mean = outputs.get("mean");
        assertEquals(8, all.metrics().users());
        assertEquals(mean.get(1).asDouble(), all.metrics().hr10(), EXACT);
        assertEquals(mean.get(2).asDouble(), all.metrics().hr50(), EXACT);
        assertEquals(mean.get(3).asDouble(), all.metrics().ndcg10(), EXACT);
        assertEquals(mean.get(5).asDouble(), all.metrics().mrr(), EXACT);
    }

    @Test
    void popularityOnMovieLens100kIsThePublishedFloor() throws IOException {
        DatasetFile file = DatasetFile.at(PublicFiles.find("ml-100k/u.data"));

        Metrics floor = PopularityBaseline.evaluate(new DatasetBatches(file.read(), 200, Holdout.TEST, 1));

        assertEquals(943, floor.users());
        assertEquals(".0753 .1856 .4613 .0406 .1058 .0393", String.format(Locale.ROOT,
            "%.4f %.4f %.4f %.4f %.4f %.4f", floor.hr10(), floor.hr50(), floor.hr200(), floor.ndcg10(),
            floor.ndcg200(), floor.mrr()).replace("0.", "."));
    }

    @Test
    void historyLeavesTheRankingHoweverOftenItIsThere() {
        // 1 and 2 score above the target 3; 1 is in the history twice, so only 2 is left above it
        assertEquals(1.0 / 2, evaluate(new long[] {1, 1, 3}, 9, 8, 7, 1).mrr());
    }

    @Test
    void equalScoresDoNotPushTheTargetDown() {
        assertEquals(1, evaluate(new long[] {1, 3}, 0, 5, 5, 5).mrr());
    }

    @Test
    void aTargetFromTheHistoryIsAMiss() {
        Metrics metrics = evaluate(new long[] {1, 3, 3}, 1, 2, 9, 0);

        assertEquals(new Metrics(1, 0, 0, 0, 0, 0, 0), metrics);
    }

    @Test
    void scoresThatAreNotNumbersNeverHelp() {
        assertEquals(1.0 / 3, evaluate(new long[] {1, 3}, 0, Float.NaN, 5, Float.NaN).mrr());
        assertEquals(1.0 / 5, evaluate(new long[] {1, 3}, 0, 1, Float.NaN, 1).mrr());
    }

    @Test
    void eachUserOfABatchHasItsOwnRowOfScores() {
        CatalogueEvaluator evaluator = new CatalogueEvaluator(Catalogue.of(10, 20, 30));
        SequenceBatch batch = new SequenceBatch(
            2, new long[] {10, 20, 30, 10}, new long[4], new int[] {1, 1});

        evaluator.add(batch, new float[] {9, 1, 2, 5, 4, 9});

        Metrics metrics = evaluator.metrics();
        assertEquals(2, metrics.users());
        assertEquals((1.0 / 2 + 1) / 2, metrics.mrr(), EXACT);
    }

    @Test
    void beyondTheCutOffsARankCountsOnlyInTheReciprocal() {
        RankingMetrics ranks = new RankingMetrics();
        ranks.add(11);
        ranks.add(201);

        Metrics metrics = ranks.metrics();
        assertEquals(0, metrics.hr10());
        assertEquals(0.5, metrics.hr50());
        assertEquals(0.5, metrics.hr200());
        assertEquals(0.5 * Math.log(2) / Math.log(12), metrics.ndcg200(), EXACT);
        assertEquals((1.0 / 11 + 1.0 / 201) / 2, metrics.mrr(), EXACT);
    }

    @Test
    void withoutUsersAllFiguresAreZero() {
        assertEquals(new Metrics(0, 0, 0, 0, 0, 0, 0), new RankingMetrics().metrics());
    }

    @Test
    void wrongSizesAndUnknownItemsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> evaluate(new long[] {1, 3}, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> evaluate(new long[] {1, 9}, 0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new RankingMetrics().add(0));
    }

    /** One user over the catalogue 1 to 4: inputs, then the target; scores by item. */
    private static Metrics evaluate(long[] inputsAndTarget, float... scores) {
        CatalogueEvaluator evaluator = new CatalogueEvaluator(Catalogue.upTo(4));
        int length = inputsAndTarget.length;
        evaluator.add(new SequenceBatch(length, inputsAndTarget, new long[length], new int[] {length - 1}), scores);
        return evaluator.metrics();
    }

    private static JsonNode golden() throws IOException {
        try (InputStream stream = CatalogueEvaluatorTest.class.getResourceAsStream("/golden/ranking.json")) {
            return new ObjectMapper().readTree(stream);
        }
    }

    private static SequenceBatch goldenBatch(JsonNode golden, int user) {
        JsonNode history = golden.get("inputs").get("history").get(user);
        int length = 0;
        while (length < history.size() && history.get(length).asLong() != 0) {
            length++;
        }
        long[] ids = new long[length + 1];
        for (int i = 0; i < length; i++) {
            ids[i] = history.get(i).asLong();
        }
        ids[length] = golden.get("inputs").get("target").get(user).asLong();
        return new SequenceBatch(length + 1, ids, new long[length + 1], new int[] {length});
    }

    private static float[] goldenScores(JsonNode golden, int user) {
        JsonNode query = golden.get("inputs").get("query").get(user);
        float[] scores = new float[80];
        for (int item = 1; item <= 80; item++) {
            JsonNode row = golden.get("weights").get("item_emb").get(item);
            double dot = 0;
            double norm = 0;
            for (int k = 0; k < row.size(); k++) {
                dot += query.get(k).asDouble() * row.get(k).asDouble();
                norm += row.get(k).asDouble() * row.get(k).asDouble();
            }
            scores[item - 1] = (float) (dot / Math.max(Math.sqrt(norm), 1e-6));
        }
        return scores;
    }
}
