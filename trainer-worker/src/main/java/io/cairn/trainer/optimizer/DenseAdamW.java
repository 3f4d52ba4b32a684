package io.cairn.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.cairn.table.OptimizerSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link AdamW} for the parameters of a model: after a backward pass it reads each parameter's gradient, moves the
 * parameter and sets the gradient to zero. DJL's own Adam is not used because it adds epsilon before it corrects the
 * second moment, which is another formula. Belongs to the thread that trains.
 */
public final class DenseAdamW {

    private static final NDIndex EVERYTHING = new NDIndex("...");

    private final AdamW rule;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private final Map<String, AdamWTensor> tensors = new LinkedHashMap<>();
    private float[] gradients = new float[0];
    private int step;

    /**
     * An optimizer before its first step.
     *
     * @param spec       hyper-parameters.
     * @param parameters initialized parameters of a model, all trained.
     */
    public DenseAdamW(OptimizerSpec.AdamW spec, ParameterList parameters) {
        rule = new AdamW(spec);
        for (Pair<String, Parameter> parameter : parameters) {
            NDArray array = parameter.getValue().getArray();
            arrays.put(parameter.getKey(), array);
            tensors.put(parameter.getKey(), AdamWTensor.of(array.toFloatArray()));
        }
    }

    /** One step of every parameter, from the gradients of the backward pass that was just made. */
    public void step() {
        step++;
        arrays.forEach((name, array) -> {
            AdamWTensor tensor = tensors.get(name);
            try (NDArray gradient = array.getGradient()) {
                rule.apply(tensor, 0, read(gradient), 0, tensor.size(), step);
                gradient.subi(gradient);
            }
            write(tensor.weights(), array);
        });
    }

    private float[] read(NDArray gradient) {
        int size = (int) gradient.getShape().size();
        if (gradients.length < size) {
            gradients = new float[size];
        }
        gradient.toByteBuffer(true).asFloatBuffer().get(gradients, 0, size);
        return gradients;
    }

    /** By index, on any device: NDArray.set(Buffer) would give the parameter other memory instead of other values. */
    private static void write(float[] weights, NDArray array) {
        try (NDArray fresh = array.getManager().create(weights, array.getShape())) {
            array.set(EVERYTHING, fresh);
        }
    }

    /**
     * Steps so far.
     *
     * @return at least 0.
     */
    public int steps() {
        return step;
    }

    /**
     * Weights and moments by parameter name, for writing them to a file.
     *
     * @return a view of what this optimizer works on.
     */
    public Map<String, AdamWTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * Goes on where another optimizer of the same model stopped.
     *
     * @param steps its steps.
     * @param saved its tensors.
     * @throws IllegalArgumentException if names or sizes are not those of this model.
     */
    public void restore(int steps, Map<String, AdamWTensor> saved) {
        if (!saved.keySet().equals(tensors.keySet())) {
            throw new IllegalArgumentException("saved parameters " + saved.keySet() + " are not those of the model, "
                + tensors.keySet());
        }
        saved.forEach((name, tensor) -> {
            if (tensor.size() != tensors.get(name).size()) {
                throw new IllegalArgumentException("parameter " + name + " has " + tensors.get(name).size()
                    + " weights, the saved one " + tensor.size());
            }
            tensors.put(name, tensor);
            write(tensor.weights(), arrays.get(name));
        });
        step = steps;
    }
}
