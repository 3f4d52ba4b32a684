package io.cairn.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.embedding.RowBatch;
import io.cairn.trainer.loss.SampledSoftmax;
import io.cairn.trainer.model.SequenceEncoder;
import io.cairn.trainer.optimizer.DenseAdamW;

/**
 * Forward, backward, optimizer: moves the dense parameters and leaves one gradient per row in the step's batch. Every
 * position i of a sequence predicts item i + 1; the loss is the mean over all positions of the batch.
 */
final class TrainingStep {

    private final SequenceEncoder encoder;
    private final SampledSoftmax loss;
    private final DenseAdamW optimizer;

    TrainingStep(SequenceEncoder encoder, SampledSoftmax loss, DenseAdamW optimizer) {
        this.encoder = encoder;
        this.loss = loss;
        this.optimizer = optimizer;
    }

    /** Runs a step whose rows have arrived, and returns its loss before the update. */
    float run(StepPlan plan, RowBatch rows) {
        NDManager step = plan.manager();
        NDArray items = step.create(rows.rows(), new Shape(rows.size(), rows.dimension()), DataType.FLOAT32);
        items.setRequiresGradient(true);
        float value;
        try (GradientCollector collector = step.getEngine().newGradientCollector()) {
            NDList inputs = new NDList(items).addAll(plan.inputs());
            NDArray queries = encoder.forward(new ParameterStore(step, false), inputs, true).singletonOrThrow();
            NDArray mean = loss.evaluate(new NDList(plan.samples()), new NDList(queries, items));
            value = mean.getFloat();
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("the loss of step " + plan.number() + " is " + value
                    + "; lower the learning rate or look for damaged input");
            }
            collector.backward(mean);
        }
        optimizer.step();
        try (NDArray gradient = items.getGradient()) {
            rows.gradients().duplicate().put(gradient.toByteBuffer(true));
        }
        return value;
    }
}
