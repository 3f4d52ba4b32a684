package io.cairn.trainer.loop;

import static io.cairn.trainer.golden.GoldenAssert.GRADIENTS;
import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.embedding.LocalEmbeddings;
import io.cairn.trainer.embedding.RowBatch;
import io.cairn.trainer.golden.FreedMemory;
import io.cairn.trainer.golden.GoldenCase;
import io.cairn.trainer.golden.GoldenWeights;
import io.cairn.trainer.loss.SampledSoftmax;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.hstu.HstuSettings;
import io.cairn.trainer.optimizer.DenseAdamW;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The whole step against the authors' code: rows out of a table, loss, gradients, AdamW on both sides. */
class TrainStepsGoldenTest {

    private static final double AFTER_TRAINING = 2e-6;

    private final GoldenCase golden = GoldenCase.read("train_steps_h1");
    private final int items = golden.config("items");
    private final int width = golden.config("d");
    private final OptimizerSpec.AdamW adamW = new OptimizerSpec.AdamW(golden.number("lr"), golden.number("beta1"),
        golden.number("beta2"), golden.number("adam_eps"), golden.number("weight_decay"));

    @Test
    void stepsMoveRowsAndParametersAsTheAuthorsCodeMovesThem() {
        GoldenRows table = new GoldenRows();
        try (NDManager model = NDManager.newBaseManager();
            EmbeddingPipeline pipeline = new EmbeddingPipeline(table, 1)) {
            ItemEncoder encoder = new HstuSettings(width, golden.config("blocks"),
                golden.config("heads"), golden.config("dqk"), golden.config("dv"), golden.config("n"),
                BiasTerms.POSITION_AND_TIME, HstuSettings.Weighting.SILU, 0, 0).newEncoder();
            encoder.initialize(model);
            GoldenWeights.load(golden, "weights", encoder);
            float[] losses = train(encoder, pipeline, model);
            assertClose("loss_before_step", golden.values("outputs", "loss_before_step"), losses, OUTPUTS);
            GoldenWeights.of(encoder).forEach((name, parameter) ->
                assertAfter(name, parameter.getArray().toFloatArray()));
        }
        assertClose("gradient of item_emb", golden.values("gradients", "item_emb"), table.firstGradients, GRADIENTS);
        assertAfter("item_emb", table.weights());
    }

    /** Weights hardly move in three steps, so the difference itself is limited, not its share of the weight. */
    private void assertAfter(String name, float[] weights) {
        double[] expected = golden.values("outputs", "after." + name);
        for (int i = 0; i < weights.length; i++) {
            assertEquals(expected[i], weights[i], AFTER_TRAINING, name + "[" + i + "]");
        }
    }

    private float[] train(ItemEncoder encoder, EmbeddingPipeline pipeline, NDManager model) {
        long[] negativeIds = golden.longs("inputs", "negative_ids");
        StepPlanner planner = new StepPlanner(model, pipeline, Catalogue.upTo(items), (step, indexes) -> {
            for (int i = 0; i < indexes.length; i++) {
                indexes[i] = (int) negativeIds[(int) step * indexes.length + i] - 1;
            }
        }, golden.config("negatives"));
        TrainingStep step = new TrainingStep(encoder, new SampledSoftmax((float) golden.number("temperature")),
            new DenseAdamW(adamW, encoder.getParameters()));
        SequenceBatch batch = new SequenceBatch(golden.config("n"), golden.longs("inputs", "item_ids"),
            golden.longs("inputs", "timestamps"), golden.lengths());
        float[] losses = new float[golden.config("steps")];
        for (int number = 0; number < losses.length; number++) {
            FreedMemory.overwrite();
            try (StepPlan plan = planner.plan(number, batch)) {
                RowBatch rows = plan.rows().await();
                losses[number] = step.run(plan, rows);
                pipeline.push(rows);
            }
        }
        pipeline.flush();
        return losses;
    }

    /**
     * A table in this process that begins with the golden rows. The golden steps move all rows with dense AdamW, so
     * every row that a step leaves out is pushed with a zero gradient.
     */
    private final class GoldenRows implements EmbeddingTable {

        private final LocalEmbeddings table = new LocalEmbeddings(new TableSpec("items", width, DType.FLOAT32,
            new InitializerSpec.Zeros(), adamW, 1, items));
        private final float[] start = golden.floats("weights", "item_emb");
        private float[] firstGradients = new float[0];

        @Override
        public int dimension() {
            return width;
        }

        /** Golden AdamW has no decay, so a trained row is its start plus what the table, from zero, moved it. */
        @Override
        public void pull(RowBatch batch) {
            table.pull(batch);
            FloatBuffer rows = batch.rows().asFloatBuffer();
            for (int i = 0; i < batch.size(); i++) {
                int key = (int) batch.keys()[i];
                for (int j = 0; j < width; j++) {
                    rows.put(i * width + j, rows.get(i * width + j) + start[key * width + j]);
                }
            }
        }

        @Override
        public void push(RowBatch batch) {
            RowBatch all = allKeys();
            FloatBuffer from = batch.gradients().asFloatBuffer();
            FloatBuffer to = all.gradients().asFloatBuffer();
            for (int i = 0; i < batch.size(); i++) {
                int key = (int) batch.keys()[i];
                for (int j = 0; j < width; j++) {
                    to.put(key * width + j, from.get(i * width + j));
                }
            }
            if (firstGradients.length == 0) {
                firstGradients = new float[all.size() * width];
                to.get(0, firstGradients);
            }
            table.push(all);
        }

        private RowBatch allKeys() {
            RowBatch all = new RowBatch(width);
            all.reset(LongStream.rangeClosed(0, items).toArray(), items + 1);
            return all;
        }

        float[] weights() {
            RowBatch all = allKeys();
            pull(all);
            float[] weights = new float[all.size() * width];
            all.rows().asFloatBuffer().get(weights);
            return weights;
        }

        @Override
        public void flush() {
            table.flush();
        }

        @Override
        public CheckpointRows save(Path directory) throws IOException {
            return table.save(directory);
        }

        @Override
        public void restore(Path directory) throws IOException {
            table.restore(directory);
        }

        @Override
        public void close() {
            table.close();
        }
    }
}
