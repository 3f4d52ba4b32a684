package io.cairn.trainer.model.tensor;

import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.XavierInitializer;

/** Glorot's first weights, whose variance is 2 / (inputs + outputs), as the public research code draws them. */
public final class Xavier {

    /** Normal. */
    public static final Initializer NORMAL = new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN,
        XavierInitializer.FactorType.AVG, 1);
    /** Uniform within sqrt(3 / mean of fan in and fan out), that is sqrt(6 / (in + out)). */
    public static final Initializer UNIFORM = new XavierInitializer(XavierInitializer.RandomType.UNIFORM,
        XavierInitializer.FactorType.AVG, 3);

    private Xavier() {
    }
}
