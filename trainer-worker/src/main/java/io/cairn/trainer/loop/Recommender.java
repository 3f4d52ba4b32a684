package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.History;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.model.EncodedHistory;
import io.cairn.trainer.model.HistoryEncoder;
import io.cairn.trainer.model.tensor.RowNorms;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Recommends items with the model of a training's newest checkpoint: encodes a user's history once, scores the whole
 * catalogue by the cosine between item rows and the output at the last event, and names the best items that the user
 * has not had yet. Belongs to one thread.
 */
public final class Recommender implements AutoCloseable {

    private final SequenceModel model;
    private final Catalogue catalogue;
    private final EmbeddingPipeline table;
    private final Path directory;
    private final Checkpoints checkpoints;

    /**
     * A recommender before it reads anything.
     *
     * @param settings  of the training; they name its checkpoints.
     * @param model     a model of the same settings; stays the caller's.
     * @param catalogue the items.
     * @param table     has the items' rows; belongs to the recommender from now on, which closes it.
     * @throws IllegalArgumentException if the settings name no checkpoints.
     */
    public Recommender(TrainingSettings settings, SequenceModel model, Catalogue catalogue, EmbeddingTable table) {
        directory = settings.checkpoints().orElseThrow(
            () -> new IllegalArgumentException("a trained model is needed, but no checkpoints are named"));
        this.model = model;
        this.catalogue = catalogue;
        this.table = new EmbeddingPipeline(table, 1);
        checkpoints = new Checkpoints(directory, model, this.table, settings);
    }

    /**
     * Reads the newest checkpoint.
     *
     * @throws IllegalArgumentException if there is none, or it is of another model or training.
     * @throws RuntimeException         what the table threw, or if a file cannot be read.
     */
    public void load() {
        if (checkpoints.restore().isEmpty()) {
            throw new IllegalArgumentException("there is no checkpoint in " + directory);
        }
    }

    /**
     * Recommends for one user, as if the request came at the time of the last event.
     *
     * @param history   all events of the user, at least one, of items of the catalogue; the model reads the last ones.
     * @param maxLength how many of them it reads at most.
     * @param count     most items to recommend, at least 1.
     * @return the best first; of equal ones the smaller id.
     */
    public List<ScoredItem> recommend(History history, int maxLength, int count) {
        TensorEngine.enterThread();
        try (NDManager request = model.manager().newSubManager()) {
            NDArray items = CatalogueRows.pull(request, table, catalogue);
            NDArray query = encoded(request, items, history.last(maxLength)).last();
            float[] scores = query.matMul(RowNorms.unit(items).transpose()).toFloatArray();
            return best(scores, had(history), count);
        }
    }

    private EncodedHistory encoded(NDManager request, NDArray items, History history) {
        long[] indexes = Arrays.stream(history.items()).map(catalogue::indexOf).toArray();
        NDArray rows = Embedding.embedding(request.create(indexes), items, SparseFormat.DENSE).singletonOrThrow();
        int length = history.length();
        long[] nextTimes = Arrays.copyOfRange(history.times(), 1, length + 1);
        nextTimes[length - 1] = history.times()[length - 1];
        EncodedHistory beginning = EncodedHistory.beginning(request, history.times()[0]);
        return new HistoryEncoder(model.encoder()).extend(request, beginning, rows, nextTimes);
    }

    private boolean[] had(History history) {
        boolean[] had = new boolean[catalogue.size()];
        for (long item : history.items()) {
            had[catalogue.indexOf(item)] = true;
        }
        return had;
    }

    /** The sort is stable and begins with the smallest id; scores that are no numbers come last. */
    private List<ScoredItem> best(float[] scores, boolean[] had, int count) {
        return IntStream.range(0, scores.length).filter(index -> !had[index]).boxed()
            .sorted(Comparator.comparingDouble(index -> -scores[index])).limit(count)
            .map(index -> new ScoredItem(catalogue.id(index), scores[index])).toList();
    }

    /** Closes the table. */
    @Override
    public void close() {
        table.close();
    }
}
