package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.embedding.RowBatch;

/** Gets the rows of a whole catalogue. */
final class CatalogueRows {

    private static final int PULL_ROWS = 4096;

    private CatalogueRows() {
    }

    /** C x d in the order of the catalogue, by parts so that the pipeline's batches stay as small as training's. */
    static NDArray pull(NDManager manager, EmbeddingPipeline table, Catalogue catalogue) {
        NDArray items = manager.create(new Shape(catalogue.size(), table.dimension()), DataType.FLOAT32);
        long[] ids = new long[Math.min(PULL_ROWS, catalogue.size())];
        for (int from = 0; from < catalogue.size(); from += PULL_ROWS) {
            int count = Math.min(PULL_ROWS, catalogue.size() - from);
            for (int i = 0; i < count; i++) {
                ids[i] = catalogue.id(from + i);
            }
            RowBatch rows = table.pull(ids, count).await();
            try (NDArray part = manager.create(
                rows.rows(), new Shape(count, rows.dimension()), DataType.FLOAT32)) {
                items.set(new NDIndex("{}:{}", from, from + count), part);
            } finally {
                table.release(rows);
            }
        }
        return items;
    }
}
