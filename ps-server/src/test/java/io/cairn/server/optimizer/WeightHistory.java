package io.cairn.server.optimizer;

import java.util.function.DoubleUnaryOperator;

/**
 * All that ever happened to one weight, in double precision: its values and, from push 1 to the latest, its gradients
 * and the mean squares of its row's gradients. Formulas written as sums over it share nothing with code that carries a
 * running state from push to push.
 */
final class WeightHistory {

    private final double[] weights;
    private final double[] gradients;
    private final double[] rowSquares;
    private int pushes;

    WeightHistory(double initialWeight, int pushesMax) {
        weights = new double[pushesMax + 1];
        gradients = new double[pushesMax];
        rowSquares = new double[pushesMax];
        weights[0] = initialWeight;
    }

    /** Adds a push. */
    void push(double gradient, double rowSquare, OptimizerCase.Formula formula) {
        gradients[pushes] = gradient;
        rowSquares[pushes] = rowSquare;
        pushes++;
        weights[pushes] = formula.next(this);
    }

    int pushes() {
        return pushes;
    }

    double weight() {
        return weights[pushes];
    }

    /** What the weight was before the latest push. */
    double weightBefore() {
        return weights[pushes - 1];
    }

    /** How far the weight has moved, there and back. */
    double path() {
        double path = Math.abs(weights[0]);
        for (int push = 1; push <= pushes; push++) {
            path += Math.abs(weights[push] - weights[push - 1]);
        }
        return path;
    }

    double gradient() {
        return gradients[pushes - 1];
    }

    double gradientSum() {
        return decayedSum(1, gradients, g -> g);
    }

    double gradientSum(double decay) {
        return decayedSum(decay, gradients, g -> g);
    }

    double squareSum() {
        return decayedSum(1, gradients, g -> g * g);
    }

    double rowSquareSum() {
        return decayedSum(1, rowSquares, square -> square);
    }

    /** Mean of the gradients, one push earlier weighing {@code decay} times as much. */
    double gradientMean(double decay) {
        return gradientSum(decay) / decayedSum(decay, gradients, g -> 1);
    }

    double squareMean(double decay) {
        return decayedSum(decay, gradients, g -> g * g) / decayedSum(decay, gradients, g -> 1);
    }

    double rowSquareMean(double decay) {
        return decayedSum(decay, rowSquares, square -> square) / decayedSum(decay, rowSquares, square -> 1);
    }

    /** The weight before each push, times what the push added to the root of the sum of squares. */
    double weightsByRootGrowth() {
        double sum = 0;
        double squares = 0;
        for (int push = 0; push < pushes; push++) {
            double rootBefore = Math.sqrt(squares);
            squares += gradients[push] * gradients[push];
            sum += (Math.sqrt(squares) - rootBefore) * weights[push];
        }
        return sum;
    }

    private double decayedSum(double decay, double[] series, DoubleUnaryOperator value) {
        double sum = 0;
        double factor = 1;
        for (int push = pushes - 1; push >= 0; push--) {
            sum += factor * value.applyAsDouble(series[push]);
            factor *= decay;
        }
        return sum;
    }
}
