package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.evaluator.CatalogueEvaluator;
import io.cairn.trainer.evaluator.Metrics;
import io.cairn.trainer.model.tensor.RowNorms;
import java.util.Iterator;

/**
 * Evaluates a model on the held-out sequences of a source: pulls the rows of the whole catalogue once, encodes each
 * history, and scores every item by the cosine between its row and the output at the last position.
 */
public final class ModelEvaluation {

    private static final int BATCH_SCORES_MAX = 1 << 24;
    private static final int BATCH_SEQUENCES_MAX = 128;

    private final SequenceModel model;
    private final EmbeddingPipeline table;
    private final BatchSource source;

    /**
     * An evaluation.
     *
     * @param model  encodes.
     * @param table  has the items' rows.
     * @param source has the held-out sequences.
     */
    public ModelEvaluation(SequenceModel model, EmbeddingPipeline table, BatchSource source) {
        this.model = model;
        this.table = table;
        this.source = source;
    }

    /**
     * Runs it with the weights of now.
     *
     * @return means over all held-out sequences.
     */
    public Metrics run() {
        TensorEngine.enterThread();
        Catalogue catalogue = source.catalogue();
        CatalogueEvaluator evaluator = new CatalogueEvaluator(catalogue);
        try (NDManager manager = model.manager().newSubManager()) {
            NDArray items = CatalogueRows.pull(manager, table, catalogue);
            NDArray candidates = RowNorms.unit(items).transpose();
            int batchSize = Math.max(1, Math.min(BATCH_SEQUENCES_MAX, BATCH_SCORES_MAX / catalogue.size()));
            Iterator<SequenceBatch> batches = source.evaluation(batchSize);
            while (batches.hasNext()) {
                SequenceBatch batch = batches.next();
                evaluator.add(batch, scores(manager, items, candidates, batch));
            }
        }
        return evaluator.metrics();
    }

    private float[] scores(NDManager manager, NDArray items, NDArray candidates, SequenceBatch batch) {
        try (NDManager step = manager.newSubManager()) {
            JaggedInput input = new JaggedInput(step, batch);
            NDArray index = input.index(source.catalogue()::indexOf);
            NDList inputs = new NDList(items, index, input.lengths(), input.timestamps());
            NDArray output = model.encoder().forward(new ParameterStore(step, false), inputs, false).singletonOrThrow();
            NDArray last = Embedding.embedding(input.lastRows(), output, SparseFormat.DENSE).singletonOrThrow();
            return last.matMul(candidates).toFloatArray();
        }
    }
}
