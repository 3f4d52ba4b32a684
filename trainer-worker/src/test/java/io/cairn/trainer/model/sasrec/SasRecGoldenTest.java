package io.cairn.trainer.model.sasrec;

import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.cairn.trainer.golden.GoldenBlock;
import io.cairn.trainer.golden.GoldenCase;
import io.cairn.trainer.golden.GoldenWeights;
import io.cairn.trainer.golden.Jagged;
import io.cairn.trainer.model.ItemEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SASRec against the authors' code in double precision. */
class SasRecGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"sasrec_block_h1", "sasrec_block_h2"})
    void blockComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            SasRecBlock block = new SasRecBlock(settings(golden, 1));
            block.initialize(model, DataType.FLOAT32, new Shape(1, golden.config("d")), new Shape(1));
            GoldenWeights.load(golden, "weights", block);
            GoldenBlock.check(golden, block,
                new NDList(GoldenBlock.rows(golden, step), golden.index(step, "inputs", "lengths")), "x");
        }
    }

    @Test
    void encoderComputesWhatTheAuthorsCodeComputes() {
        GoldenCase golden = GoldenCase.read("sasrec_encoder2_h2");
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            ItemEncoder encoder = settings(golden, golden.config("blocks")).newEncoder();
            encoder.initialize(model);
            GoldenWeights.load(golden, "weights", encoder);
            long[] ids = Jagged.unpad(golden.longs("inputs", "item_ids"), golden.lengths(), golden.config("n"));
            NDArray items = golden.array(step, "weights", "item_emb");
            items.setRequiresGradient(true);
            NDArray times = step.zeros(new Shape(golden.config("batch"), golden.config("n")), DataType.INT64);
            NDArray output = GoldenBlock.check(golden, encoder, new NDList(items, step.create(ids),
                golden.index(step, "inputs", "lengths"), times), "item_emb");
            assertClose("last", golden.values("outputs", "last"), GoldenBlock.lastRows(output, golden), OUTPUTS);
        }
    }

    private static SasRecSettings settings(GoldenCase golden, int layers) {
        return new SasRecSettings(golden.config("d"), layers, golden.config("heads"), golden.config("ffn"),
            golden.config("n"), 0);
    }
}
