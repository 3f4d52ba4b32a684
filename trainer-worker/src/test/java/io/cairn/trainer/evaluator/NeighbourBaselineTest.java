package io.cairn.trainer.evaluator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.DatasetFile;
import io.cairn.trainer.data.Events;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.PublicFiles;
import io.cairn.trainer.data.SequenceDataset;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Item-kNN. */
class NeighbourBaselineTest {

    private static final long SEED = 42;
    private static final int ITEMS = 25;

    @Test
    void itemsOfTheSameTasteAreFoundThoughOthersAreMorePopular() {
        // two tastes: items 1 to 5 and 6 to 10; all of the second are more popular
        int[][] users = {{1, 2, 3}, {2, 3, 4}, {1, 3, 4}, {6, 7, 8}, {7, 8, 9}, {6, 8, 9}, {6, 7, 9}, {7, 8, 10},
            {1, 2, 4}};
        assertTrue(NeighbourBaseline.evaluate(source(users)).mrr() > PopularityBaseline.evaluate(source(users)).mrr());
    }

    @Test
    void ranksAsTheFormulaDoesWordForWord() {
        SplittableRandom random = new SplittableRandom(SEED);
        int[][] users = IntStream.range(0, 60)
            .mapToObj(user -> random.ints(3 + user % 6, 1, ITEMS + 1).toArray()).toArray(int[][]::new);
        double reciprocal = 0;
        for (int[] user : users) {
            reciprocal += reciprocalRank(users, user) / users.length;
        }
        assertEquals(reciprocal, NeighbourBaseline.evaluate(source(users)).mrr(), 1e-12, "seed " + SEED);
    }

    @Test
    void itIsBetterThanPopularityOnMovieLens100k() throws IOException {
        BatchSource source = new DatasetBatches(
            DatasetFile.at(PublicFiles.find("ml-100k/u.data")).read(), 200, Holdout.TEST, 1);
        Metrics neighbours = NeighbourBaseline.evaluate(source);
        assertTrue(neighbours.hr10() > PopularityBaseline.evaluate(source).hr10(), neighbours.toString());
    }

    /** Of a user's last item after those before it. */
    private static double reciprocalRank(int[][] users, int[] user) {
        List<Set<Integer>> sequences = Arrays.stream(users)
            .map(events -> (Set<Integer>) new HashSet<>(boxed(events).subList(0, events.length - 1))).toList();
        List<Integer> history = boxed(user).subList(0, user.length - 1);
        int target = user[user.length - 1];
        if (history.contains(target)) {
            return 0;
        }
        List<Integer> events = Arrays.stream(users).flatMap(all -> boxed(all).subList(0, all.length - 1).stream())
            .toList();
        Comparator<Integer> byScore = Comparator.comparingDouble(item -> -score(sequences, history, item));
        List<Integer> ranking = IntStream.rangeClosed(1, ITEMS).boxed().filter(item -> !history.contains(item))
            .sorted(byScore.thenComparing(item -> -events.stream().filter(item::equals).count())
                .thenComparing(Comparator.naturalOrder())).toList();
        return 1.0 / (1 + ranking.indexOf(target));
    }

    private static float score(List<Set<Integer>> sequences, List<Integer> history, int item) {
        float score = 0;
        for (int seen : history) {
            long together = sequences.stream().filter(set -> set.contains(item) && set.contains(seen)).count();
            long product = sequences.stream().filter(set -> set.contains(item)).count()
                * sequences.stream().filter(set -> set.contains(seen)).count();
            score += together == 0 ? 0 : (float) (together / Math.sqrt((double) product));
        }
        return score;
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static BatchSource source(int[][] users) {
        Events events = new Events();
        for (int user = 0; user < users.length; user++) {
            for (int i = 0; i < users[user].length; i++) {
                events.add(user, users[user][i], i);
            }
        }
        return new DatasetBatches(
            SequenceDataset.of(events, Catalogue.upTo(ITEMS), true, 1), 50, Holdout.TEST, SEED);
    }
}
