package io.cairn.trainer.model.hstu;

import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.cairn.trainer.golden.GoldenBlock;
import io.cairn.trainer.golden.GoldenCase;
import io.cairn.trainer.golden.GoldenWeights;
import io.cairn.trainer.golden.Jagged;
import io.cairn.trainer.model.ItemEncoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HSTU blocks against the authors' code in double precision. */
class HstuGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"hstu_layer_h1_norab", "hstu_layer_h1_rab", "hstu_layer_h1_rab_small_init",
        "hstu_layer_h2_norab", "hstu_layer_h2_position_only", "hstu_layer_h2_rab", "hstu_layer_h2_rab_full_length"})
    void layerComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        HstuSettings settings = settings(golden);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            Block layer = new HstuLayer(settings);
            initialize(layer, golden, model);
            NDArray lengths = golden.index(step, "inputs", "lengths");
            NDList inputs = new NDList(GoldenBlock.rows(golden, step), lengths);
            inputs.addAll(new EventPairs(0, lengths.toLongArray())
                .index(settings.bias(), settings.slots(), timestamps(golden, step)));
            GoldenBlock.check(golden, layer, inputs, "x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hstu_stack2_h1_rab", "hstu_stack2_h2_norab"})
    void stackComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            Block stack = settings(golden).newStack();
            initialize(stack, golden, model);
            GoldenBlock.check(golden, stack, new NDList(GoldenBlock.rows(golden, step),
                golden.index(step, "inputs", "lengths"),
                timestamps(golden, step)), "x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hstu_encoder2_h1_rab", "hstu_encoder2_h2_norab", "hstu_encoder2_h2_rab"})
    void encoderComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            ItemEncoder encoder = settings(golden).newEncoder();
            encoder.initialize(model);
            GoldenWeights.load(golden, "weights", encoder);
            long[] ids = Jagged.unpad(golden.longs("inputs", "item_ids"), golden.lengths(), golden.config("n"));
            NDArray items = golden.array(step, "weights", "item_emb");
            items.setRequiresGradient(true);
            NDArray output = GoldenBlock.check(golden, encoder, new NDList(items, step.create(ids),
                golden.index(step, "inputs", "lengths"), timestamps(golden, step)), "item_emb");
            assertClose("last", golden.values("outputs", "last"), GoldenBlock.lastRows(output, golden), OUTPUTS);
        }
    }

    static HstuSettings settings(GoldenCase golden) {
        BiasTerms bias = switch (golden.text("rab")) {
            case "none" -> BiasTerms.NONE;
            case "position" -> BiasTerms.POSITION;
            case "position_time" -> BiasTerms.POSITION_AND_TIME;
            default -> throw new AssertionError(golden.text("rab"));
        };
        return new HstuSettings(golden.config("d"), golden.config("blocks"), golden.config("heads"),
            golden.config("dqk"), golden.config("dv"), golden.config("n"), bias, HstuSettings.Weighting.SILU, 0, 0);
    }

    private static void initialize(Block block, GoldenCase golden, NDManager model) {
        Shape rows = new Shape(1, golden.config("d"));
        block.initialize(model, DataType.FLOAT32, rows, new Shape(1), new Shape(1, golden.config("n")));
        GoldenWeights.load(golden, "weights", block);
    }

    private static NDArray timestamps(GoldenCase golden, NDManager step) {
        return golden.has("inputs", "timestamps") ? golden.index(step, "inputs", "timestamps")
            : step.zeros(new Shape(golden.config("batch"), golden.config("n")), DataType.INT64);
    }
}
