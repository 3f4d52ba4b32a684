package io.cairn.server.optimizer;

import io.cairn.table.OptimizerSpec;

/** From a table's optimizer spec to the code that applies it, and the arithmetic that several optimizers share. */
public final class Optimizers {

    /**
     * The least epsilon in use, the square root of the least normal float: an epsilon of 0 acts as this, far below any
     * square root it is added to, so that a zero gradient on a zero accumulator gives 0 and not 0 / 0.
     */
    static final float EPSILON_MIN = 0x1.0p-63f;

    private Optimizers() {
    }

    /**
     * The optimizer a spec asks for.
     *
     * @param spec      hyper-parameters, already in range.
     * @param dimension weights per row, at least 1.
     * @return an optimizer for rows of that dimension.
     */
    public static Optimizer of(OptimizerSpec spec, int dimension) {
        if (spec instanceof OptimizerSpec.Sgd sgd) {
            return sgd.momentum() == 0 ? new Sgd(sgd, dimension) : new MomentumSgd(sgd, dimension);
        } else if (spec instanceof OptimizerSpec.Adagrad adagrad) {
            return new Adagrad(adagrad, dimension);
        } else if (spec instanceof OptimizerSpec.RowWiseAdagrad adagrad) {
            return new RowWiseAdagrad(adagrad, dimension);
        } else if (spec instanceof OptimizerSpec.Adam adam) {
            return new AdamW(new OptimizerSpec.AdamW(
                adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon(), 0), dimension);
        } else if (spec instanceof OptimizerSpec.AdamW adamW) {
            return new AdamW(adamW, dimension);
        } else if (spec instanceof OptimizerSpec.RowWiseAdamW adamW) {
            return new RowWiseAdamW(adamW, dimension);
        } else if (spec instanceof OptimizerSpec.Ftrl ftrl) {
            return new Ftrl(ftrl, dimension);
        }
        throw new IllegalArgumentException("no optimizer for " + spec);
    }

    static float epsilon(double epsilon) {
        return Math.max((float) epsilon, EPSILON_MIN);
    }

    /**
     * Mean of the squares of a row's gradient, in double precision over four partial sums: element {@code k} goes to
     * sum {@code k mod 4}, and the sums are added as {@code (s0 + s1) + (s2 + s3)}. The order is part of the result.
     *
     * @param gradients row after row.
     * @param offset    index of the row's first value.
     * @param dimension number of values.
     * @return the mean, 0 or above.
     */
    static float meanSquare(float[] gradients, int offset, int dimension) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int k = 0;
        for (; k + 4 <= dimension; k += 4) {
            sum0 += square(gradients[offset + k]);
            sum1 += square(gradients[offset + k + 1]);
            sum2 += square(gradients[offset + k + 2]);
            sum3 += square(gradients[offset + k + 3]);
        }
        sum0 += k < dimension ? square(gradients[offset + k]) : 0;
        sum1 += k + 1 < dimension ? square(gradients[offset + k + 1]) : 0;
        sum2 += k + 2 < dimension ? square(gradients[offset + k + 2]) : 0;
        return (float) (((sum0 + sum1) + (sum2 + sum3)) / dimension);
    }

    /**
     * The bias correction of an exponential average, {@code 1 - beta^step}. The power is taken by repeated squaring,
     * in double precision: unlike {@link Math#pow} the same bits everywhere, and faster than {@link StrictMath#pow}.
     *
     * @param beta decay in [0, 1).
     * @param step at least 1.
     * @return in (0, 1].
     */
    static double biasCorrection(double beta, int step) {
        double power = 1;
        double square = beta;
        for (int bits = step; bits != 0; bits >>>= 1) {
            if ((bits & 1) != 0) {
                power *= square;
            }
            square *= square;
        }
        return 1 - power;
    }

    private static double square(float value) {
        return (double) value * value;
    }
}
