package io.cairn.trainer.model.hstu;

import static io.cairn.trainer.golden.GoldenAssert.GRADIENTS;
import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.golden.FreedMemory;
import io.cairn.trainer.golden.GoldenCase;
import io.cairn.trainer.golden.GoldenWeights;
import io.cairn.trainer.golden.Jagged;
import java.util.HashSet;
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
            NDList inputs = new NDList(rows(golden, step), lengths);
            inputs.addAll(new EventPairs(lengths.toLongArray())
                .index(settings.bias(), settings.slots(), timestamps(golden, step)));
            check(golden, layer, inputs, "x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hstu_stack2_h1_rab", "hstu_stack2_h2_norab"})
    void stackComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            Block stack = new HstuStack(settings(golden));
            initialize(stack, golden, model);
            check(golden, stack, new NDList(rows(golden, step), golden.index(step, "inputs", "lengths"),
                timestamps(golden, step)), "x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hstu_encoder2_h1_rab", "hstu_encoder2_h2_norab", "hstu_encoder2_h2_rab"})
    void encoderComputesWhatTheAuthorsCodeComputes(String name) {
        GoldenCase golden = GoldenCase.read(name);
        try (NDManager model = NDManager.newBaseManager(); NDManager step = model.newSubManager()) {
            HstuEncoder encoder = new HstuEncoder(settings(golden));
            encoder.initialize(model);
            GoldenWeights.load(golden, "weights", encoder);
            long[] ids = Jagged.unpad(golden.longs("inputs", "item_ids"), golden.lengths(), golden.config("n"));
            NDArray items = golden.array(step, "weights", "item_emb");
            items.setRequiresGradient(true);
            NDArray output = check(golden, encoder, new NDList(items, step.create(ids),
                golden.index(step, "inputs", "lengths"), timestamps(golden, step)), "item_emb");
            assertClose("last", golden.values("outputs", "last"), lastRows(output, golden), OUTPUTS);
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
            golden.config("dqk"), golden.config("dv"), golden.config("n"), bias, 0, 0);
    }

    private static void initialize(Block block, GoldenCase golden, NDManager model) {
        Shape rows = new Shape(1, golden.config("d"));
        block.initialize(model, DataType.FLOAT32, rows, new Shape(1), new Shape(1, golden.config("n")));
        GoldenWeights.load(golden, "weights", block);
    }

    private static NDArray rows(GoldenCase golden, NDManager step) {
        int width = golden.config("d");
        float[] jagged = golden.jagged("inputs", "x", width);
        NDArray rows = step.create(jagged, new Shape(jagged.length / width, width));
        rows.setRequiresGradient(true);
        return rows;
    }

    private static NDArray timestamps(GoldenCase golden, NDManager step) {
        return golden.has("inputs", "timestamps") ? golden.index(step, "inputs", "timestamps")
            : step.zeros(new Shape(golden.config("batch"), golden.config("n")), DataType.INT64);
    }

    /** Runs forward and backward, compares everything, and returns the output. */
    private static NDArray check(GoldenCase golden, Block block, NDList inputs, String inputName) {
        NDManager step = inputs.get(0).getManager();
        int width = golden.config("d");
        int slots = golden.config("n");
        NDArray output;
        try (GradientCollector collector = step.getEngine().newGradientCollector()) {
            output = block.forward(new ParameterStore(step, false), inputs, true).singletonOrThrow();
            NDArray upstream = step.create(Jagged.unpad(golden.floats("upstream", ""), golden.lengths(), slots, width),
                output.getShape());
            FreedMemory.overwrite();
            collector.backward(output.mul(upstream).sum());
        }
        float[] padded = Jagged.pad(output.toFloatArray(), golden.lengths(), slots, width);
        assertClose("y", golden.values("outputs", "y"), padded, OUTPUTS);
        float[] gradient = inputs.get(0).getGradient().toFloatArray();
        assertClose("gradient of " + inputName, golden.values("gradients", inputName), inputName.equals("x")
            ? Jagged.pad(gradient, golden.lengths(), slots, width) : gradient, GRADIENTS);
        checkWeightGradients(golden, block, inputName);
        return output;
    }

    private static void checkWeightGradients(GoldenCase golden, Block block, String inputName) {
        HashSet<String> expected = new HashSet<>(golden.names("gradients"));
        expected.remove(inputName);
        var weights = GoldenWeights.of(block);
        assertEquals(expected, weights.keySet(), "names of weights");
        weights.forEach((name, parameter) -> assertClose("gradient of " + name, golden.values("gradients", name),
            parameter.getArray().getGradient().toFloatArray(), GRADIENTS));
    }

    private static float[] lastRows(NDArray output, GoldenCase golden) {
        int width = golden.config("d");
        float[] rows = output.toFloatArray();
        int[] lengths = golden.lengths();
        float[] last = new float[lengths.length * width];
        int end = 0;
        for (int b = 0; b < lengths.length; b++) {
            end += lengths[b];
            System.arraycopy(rows, (end - 1) * width, last, b * width, width);
        }
        return last;
    }
}
