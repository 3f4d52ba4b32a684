package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;
import java.util.stream.Stream;

/**
 * An optimizer with hyper-parameters far from neutral, so that each term of its formula shows, and the formula as its
 * source derives it. Means are written as weighted means over all pushes: with its bias correction
 * {@code 1 - b^t = (1 - b) (1 + b + ... + b^(t-1))}, that is what an exponential average is.
 *
 * @param name    in names of tests.
 * @param spec    the optimizer.
 * @param formula the weight after a push.
 */
public record OptimizerCase(String name, OptimizerSpec spec, Formula formula) {

    private static final double RATE = 0.05;
    private static final double START = 0.5;
    private static final double EPSILON = 0.01;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double DECAY = 0.1;

    /** What a weight is after its latest push. */
    interface Formula {
        double next(WeightHistory history);
    }

    /** One case for each optimizer. */
    public static Stream<OptimizerCase> all() {
        return Stream.of(
            new OptimizerCase("sgd", new OptimizerSpec.Sgd(RATE, 0),
                h -> h.weightBefore() - RATE * h.gradient()),
            new OptimizerCase("momentum sgd", new OptimizerSpec.Sgd(RATE, BETA_1),
                h -> h.weightBefore() - RATE * h.gradientSum(BETA_1)),
            new OptimizerCase("adagrad", new OptimizerSpec.Adagrad(RATE, START, EPSILON),
                h -> h.weightBefore() - RATE * h.gradient() / (Math.sqrt(START + h.squareSum()) + EPSILON)),
            new OptimizerCase("row-wise adagrad", new OptimizerSpec.RowWiseAdagrad(RATE, START, EPSILON),
                h -> h.weightBefore() - RATE * h.gradient() / (Math.sqrt(START + h.rowSquareSum()) + EPSILON)),
            new OptimizerCase("adam", new OptimizerSpec.Adam(RATE, BETA_1, BETA_2, EPSILON),
                h -> h.weightBefore() - adamStep(h.gradientMean(BETA_1), h.squareMean(BETA_2))),
            new OptimizerCase("adamw", new OptimizerSpec.AdamW(RATE, BETA_1, BETA_2, EPSILON, DECAY),
                h -> decayed(h.weightBefore()) - adamStep(h.gradientMean(BETA_1), h.squareMean(BETA_2))),
            new OptimizerCase("row-wise adamw", new OptimizerSpec.RowWiseAdamW(RATE, BETA_1, BETA_2, EPSILON, DECAY),
                h -> decayed(h.weightBefore()) - adamStep(h.gradientMean(BETA_1), h.rowSquareMean(BETA_2))),
            new OptimizerCase("ftrl", new OptimizerSpec.Ftrl(0.1, 1, 0.5, 0.2),
                h -> leader(h, new OptimizerSpec.Ftrl(0.1, 1, 0.5, 0.2))));
    }

    private static double decayed(double weight) {
        return weight - RATE * DECAY * weight;
    }

    private static double adamStep(double mean, double square) {
        return RATE * mean / (Math.sqrt(square) + EPSILON);
    }

    /**
     * The weight that minimizes
     * {@code G w + 1/2 sum s_i (w - w_i)^2 + 1/2 (beta / alpha + lambda2) w^2 + lambda1 |w|}, with {@code G} the sum of
     * gradients and {@code s_i} what push i adds to {@code sqrt(sum g^2) / alpha}: equation 1 of McMahan et al., KDD
     * 2013, with the learning rates of its section 3.1.
     */
    private static double leader(WeightHistory history, OptimizerSpec.Ftrl spec) {
        double slope = history.gradientSum() - history.weightsByRootGrowth() / spec.alpha();
        double curvature = (spec.beta() + Math.sqrt(history.squareSum())) / spec.alpha() + spec.lambda2();
        return -Math.signum(slope) * Math.max(0, Math.abs(slope) - spec.lambda1()) / curvature;
    }

    @Override
    public String toString() {
        return name;
    }
}
