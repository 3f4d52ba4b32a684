package io.cairn.table;

/**
 * The optimizer a shard applies to a table's rows, with its hyper-parameters. One push changes only the rows it names
 * (sparse semantics): a row's state, its step count included, advances when the row itself is pushed. The formulas and
 * their sources stand at the implementations in the server.
 */
public sealed interface OptimizerSpec {

    /**
     * Gradient descent.
     *
     * @param learningRate step size, finite; negative values are legal (a push of +1 at rate -1 counts up).
     * @param momentum     0 for none, otherwise in (0, 1).
     */
    record Sgd(double learningRate, double momentum) implements OptimizerSpec {
        /** Checks the ranges. */
        public Sgd {
            require(Double.isFinite(learningRate), "sgd learningRate must be finite", learningRate);
            requireDecay("sgd momentum", momentum);
        }
    }

    /**
     * Adagrad with one accumulator per weight.
     *
     * @param learningRate       step size above 0.
     * @param initialAccumulator what a new row's accumulators begin at, 0 or above.
     * @param epsilon            added to the square root, 0 or above.
     */
    record Adagrad(double learningRate, double initialAccumulator, double epsilon) implements OptimizerSpec {
        /** Checks the ranges. */
        public Adagrad {
            requirePositive("adagrad learningRate", learningRate);
            requireNotNegative("adagrad initialAccumulator", initialAccumulator);
            requireNotNegative("adagrad epsilon", epsilon);
        }
    }

    /**
     * Adagrad with one accumulator per row: the mean of the squared gradient over the row.
     *
     * @param learningRate       step size above 0.
     * @param initialAccumulator what a new row's accumulator begins at, 0 or above.
     * @param epsilon            added to the square root, 0 or above.
     */
    record RowWiseAdagrad(double learningRate, double initialAccumulator, double epsilon) implements OptimizerSpec {
        /** Checks the ranges. */
        public RowWiseAdagrad {
            requirePositive("row-wise adagrad learningRate", learningRate);
            requireNotNegative("row-wise adagrad initialAccumulator", initialAccumulator);
            requireNotNegative("row-wise adagrad epsilon", epsilon);
        }
    }

    /**
     * Adam with bias correction by the row's own step count.
     *
     * @param learningRate step size above 0.
     * @param beta1        decay of the first moment, in [0, 1).
     * @param beta2        decay of the second moment, in [0, 1).
     * @param epsilon      added to the square root, 0 or above.
     */
    record Adam(double learningRate, double beta1, double beta2, double epsilon) implements OptimizerSpec {
        /** Checks the ranges. */
        public Adam {
            requirePositive("adam learningRate", learningRate);
            requireDecay("adam beta1", beta1);
            requireDecay("adam beta2", beta2);
            requireNotNegative("adam epsilon", epsilon);
        }
    }

    /**
     * Adam with decoupled weight decay, which also falls only on the rows of a push.
     *
     * @param learningRate step size above 0.
     * @param beta1        decay of the first moment, in [0, 1).
     * @param beta2        decay of the second moment, in [0, 1).
     * @param epsilon      added to the square root, 0 or above.
     * @param weightDecay  decoupled decay, 0 or above.
     */
    record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements OptimizerSpec {
        /** Checks the ranges. */
        public AdamW {
            requirePositive("adamw learningRate", learningRate);
            requireDecay("adamw beta1", beta1);
            requireDecay("adamw beta2", beta2);
            requireNotNegative("adamw epsilon", epsilon);
            requireNotNegative("adamw weightDecay", weightDecay);
        }
    }

    /**
     * AdamW whose second moment is one number per row: the mean of the squared gradient over the row.
     *
     * @param learningRate step size above 0.
     * @param beta1        decay of the first moment, in [0, 1).
     * @param beta2        decay of the second moment, in [0, 1).
     * @param epsilon      added to the square root, 0 or above.
     * @param weightDecay  decoupled decay, 0 or above.
     */
    record RowWiseAdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        implements OptimizerSpec {
        /** Checks the ranges. */
        public RowWiseAdamW {
            requirePositive("row-wise adamw learningRate", learningRate);
            requireDecay("row-wise adamw beta1", beta1);
            requireDecay("row-wise adamw beta2", beta2);
            requireNotNegative("row-wise adamw epsilon", epsilon);
            requireNotNegative("row-wise adamw weightDecay", weightDecay);
        }
    }

    /**
     * FTRL-Proximal.
     *
     * @param alpha   learning rate above 0.
     * @param beta    smoothing of the learning rate, 0 or above.
     * @param lambda1 strength of L1, 0 or above.
     * @param lambda2 strength of L2, 0 or above.
     */
    record Ftrl(double alpha, double beta, double lambda1, double lambda2) implements OptimizerSpec {
        /** Checks the ranges. */
        public Ftrl {
            requirePositive("ftrl alpha", alpha);
            requireNotNegative("ftrl beta", beta);
            requireNotNegative("ftrl lambda1", lambda1);
            requireNotNegative("ftrl lambda2", lambda2);
        }
    }

    private static void requirePositive(String name, double value) {
        require(Double.isFinite(value) && value > 0, name + " must be finite and above 0", value);
    }

    private static void requireNotNegative(String name, double value) {
        require(Double.isFinite(value) && value >= 0, name + " must be finite and 0 or above", value);
    }

    private static void requireDecay(String name, double value) {
        require(value >= 0 && value < 1, name + " must be in [0, 1)", value);
    }

    private static void require(boolean holds, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }
}
