package io.cairn.trainer.golden;

import static io.cairn.trainer.golden.GoldenAssert.GRADIENTS;
import static io.cairn.trainer.golden.GoldenAssert.OUTPUTS;
import static io.cairn.trainer.golden.GoldenAssert.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.HashSet;

/** Holds a block's outputs and gradients against a golden case. */
public final class GoldenBlock {

    private GoldenBlock() {
    }

    /** The rows x without padding, whose gradient is wanted. */
    public static NDArray rows(GoldenCase golden, NDManager step) {
        int width = golden.config("d");
        float[] jagged = golden.jagged("inputs", "x", width);
        NDArray rows = step.create(jagged, new Shape(jagged.length / width, width));
        rows.setRequiresGradient(true);
        return rows;
    }

    /** Runs forward and backward, compares everything, and returns the output. */
    public static NDArray check(GoldenCase golden, Block block, NDList inputs, String inputName) {
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

    /** The output of each sequence's last row. */
    public static float[] lastRows(NDArray output, GoldenCase golden) {
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
