package io.cairn.ops.training;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.TableSpec;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.loop.TrainingSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A training from data to metrics.
 *
 * @param source   what to train on.
 * @param model    what to train.
 * @param settings how.
 * @param table    name of the table with the items' rows.
 * @param metrics  file that gets a JSON line for each epoch.
 */
public record TrainingPlan(
    SourceSpec source, ModelShape model, TrainingSettings settings, String table, Optional<Path> metrics) {

    private static final double STDDEV = 0.02;

    /**
     * The table of the items' rows: they begin as in the public code, truncated normal, and are moved by the same
     * AdamW as the model's own parameters.
     *
     * @param source the data.
     * @return its spec.
     */
    public TableSpec tableSpec(BatchSource source) {
        return new TableSpec(table, model.width(), DType.FLOAT32, new InitializerSpec.TruncatedNormal(0, STDDEV),
            settings.dense(), settings.seed(), source.catalogue().size());
    }
}
