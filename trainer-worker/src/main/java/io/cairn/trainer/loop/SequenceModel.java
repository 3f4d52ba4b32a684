package io.cairn.trainer.loop;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.cairn.table.OptimizerSpec;
import io.cairn.trainer.model.EncoderSettings;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.optimizer.DenseAdamW;

/** An encoder with its weights and their optimizer. Holds native memory until it is closed. Belongs to one thread. */
public final class SequenceModel implements AutoCloseable {

    private static final long FIRST_WEIGHTS = -1;

    private final String description;
    private final NDManager manager;
    private final ItemEncoder encoder;
    private final DenseAdamW optimizer;

    private SequenceModel(String description, NDManager manager, ItemEncoder encoder, DenseAdamW optimizer) {
        this.description = description;
        this.manager = manager;
        this.encoder = encoder;
        this.optimizer = optimizer;
    }

    /**
     * A model before its first step.
     *
     * @param settings  kind and shape.
     * @param adamW     hyper-parameters of its optimizer.
     * @param seed      of the first weights.
     * @return the model.
     */
    public static SequenceModel create(EncoderSettings settings, OptimizerSpec.AdamW adamW, long seed) {
        NDManager manager = TensorEngine.newManager();
        TensorEngine.enterThread();
        TensorEngine.seed(seed, FIRST_WEIGHTS);
        ItemEncoder encoder = settings.newEncoder();
        encoder.initialize(manager);
        return of(settings.toString(), manager, encoder, adamW);
    }

    /**
     * A model with weights of its own.
     *
     * @param description kind and settings.
     * @param manager     has the encoder's parameters; closed with the model.
     * @param encoder     initialized; its weights of now are those before the first step.
     * @param adamW       hyper-parameters of its optimizer.
     * @return the model.
     */
    public static SequenceModel of(
        String description, NDManager manager, ItemEncoder encoder, OptimizerSpec.AdamW adamW) {
        return new SequenceModel(description, manager, encoder, new DenseAdamW(adamW, encoder.getParameters()));
    }

    /**
     * What the model is, for people and for comparing a saved state with a model.
     *
     * @return kind and settings.
     */
    public String description() {
        return description;
    }

    /**
     * The encoder.
     *
     * @return a block that can be used on its own as long as this is open.
     */
    public ItemEncoder encoder() {
        return encoder;
    }

    /**
     * Number of trained values, item rows excluded.
     *
     * @return at least 1.
     */
    public long parameterCount() {
        long count = 0;
        for (Parameter parameter : encoder.getParameters().values()) {
            count += parameter.getArray().getShape().size();
        }
        return count;
    }

    NDManager manager() {
        return manager;
    }

    DenseAdamW optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        manager.close();
    }
}
