package io.cairn.trainer.loss;

import static io.cairn.trainer.golden.GoldenAssert.GRADIENTS;
import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.cairn.trainer.golden.FreedMemory;
import io.cairn.trainer.golden.GoldenCase;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledSoftmaxTest {

    /** Rows nobody samples make the item matrix so tall that gathering becomes the cheaper way. */
    @ParameterizedTest
    @CsvSource({"sampled_softmax_unit, 0", "sampled_softmax_unit, 1000",
        "sampled_softmax_weighted, 0", "sampled_softmax_weighted, 1000"})
    void lossAndGradientsAreThoseOfTheAuthorsCode(String name, int unusedRows) {
        GoldenCase golden = GoldenCase.read(name);
        SampledSoftmax loss = new SampledSoftmax((float) golden.number("temperature"));
        try (NDManager step = NDManager.newBaseManager()) {
            NDArray queries = golden.array(step, "inputs", "query");
            NDArray items = items(golden, step, unusedRows);
            queries.setRequiresGradient(true);
            items.setRequiresGradient(true);
            NDArray samples = samples(golden, step);
            NDArray rowLosses;
            NDArray total;
            try (GradientCollector collector = step.getEngine().newGradientCollector()) {
                rowLosses = loss.rowLosses(samples, queries, items);
                total = loss.evaluate(new NDList(samples, golden.array(step, "inputs", "row_weights")),
                    new NDList(queries, items));
                FreedMemory.overwrite();
                collector.backward(total);
            }
            assertClose("row_loss", golden.values("outputs", "row_loss"), rowLosses.toFloatArray(), OUTPUTS);
            assertClose("loss", golden.values("outputs", "loss"), total.toFloatArray(), OUTPUTS);
            assertClose("gradient of query", golden.values("gradients", "query"),
                queries.getGradient().toFloatArray(), GRADIENTS);
            double[] itemGradient = golden.values("gradients", "item_emb");
            assertClose("gradient of item_emb",
                Arrays.copyOf(itemGradient, itemGradient.length + unusedRows * golden.config("d")),
                items.getGradient().toFloatArray(), GRADIENTS);
        }
    }

    private static NDArray items(GoldenCase golden, NDManager step, int unusedRows) {
        float[] rows = golden.floats("weights", "item_emb");
        float[] padded = Arrays.copyOf(rows, rows.length + unusedRows * golden.config("d"));
        Arrays.fill(padded, rows.length, padded.length, 0.5f);
        return step.create(padded, new Shape(golden.config("items") + 1L + unusedRows, golden.config("d")));
    }

    private static NDArray samples(GoldenCase golden, NDManager step) {
        long rows = golden.config("rows");
        NDArray positives = step.create(golden.longs("inputs", "positive_ids"), new Shape(rows, 1));
        return positives.concat(golden.index(step, "inputs", "negative_ids"), 1);
    }
}
