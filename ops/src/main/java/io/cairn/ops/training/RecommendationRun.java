package io.cairn.ops.training;

import io.cairn.ops.run.RunException;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.History;
import io.cairn.trainer.data.SequenceDataset;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.loop.Recommender;
import io.cairn.trainer.loop.ScoredItem;
import io.cairn.trainer.loop.SequenceModel;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Recommends with the model of a plan's newest checkpoint. */
public final class RecommendationRun {

    private final TrainingPlan plan;
    private final SequenceDataset dataset;

    /**
     * Reads the plan's data.
     *
     * @param plan what the model was trained by.
     * @throws RunException if the data cannot be read, or the plan has none.
     */
    public RecommendationRun(TrainingPlan plan) {
        this.plan = plan;
        dataset = plan.source().dataset();
    }

    /**
     * Recommends for one user.
     *
     * @param user  the user's number in the data.
     * @param count most items, at least 1.
     * @param open  opens the table of the items' rows, which is closed at the end.
     * @return the best items.
     * @throws RunException if there is no such user, or no checkpoint of such a model.
     */
    public Recommendations recommend(int user, int count, Function<BatchSource, EmbeddingTable> open) {
        History history = dataset.history(user).orElseThrow(() -> new RunException("the data has no user " + user));
        BatchSource source = plan.source().batches(dataset);
        try (SequenceModel model = SequenceModel.create(
                plan.model().settings(source), plan.settings().dense(), plan.settings().seed());
            Recommender recommender = new Recommender(
                plan.settings(), model, source.catalogue(), open.apply(source))) {
            recommender.load();
            return named(user, history, recommender.recommend(history, source.maxLength(), count));
        } catch (IllegalArgumentException e) {
            throw new RunException(e.getMessage(), e);
        }
    }

    private Recommendations named(int user, History history, List<ScoredItem> best) {
        Map<Integer, String> titles = plan.source().titles();
        return new Recommendations(user, history.length(), IntStream.range(0, best.size())
            .mapToObj(place -> new Recommendations.Item(place + 1, best.get(place).item(), best.get(place).score(),
                titles.getOrDefault(best.get(place).item(), ""))).toList());
    }
}
