package io.cairn.table;

/** How a row's weights begin: a pure function of table seed and key, the same bits on every machine. */
public sealed interface InitializerSpec {

    /** All weights begin at 0. */
    record Zeros() implements InitializerSpec {
    }

    /**
     * Weights drawn uniformly.
     *
     * @param low  inclusive lower end, finite.
     * @param high exclusive upper end, finite and above {@code low}.
     */
    record Uniform(double low, double high) implements InitializerSpec {
        /** Checks that the interval is finite and not empty. */
        public Uniform {
            if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
                throw new IllegalArgumentException("uniform initializer needs finite low < high, got [" + low + ", "
                    + high + ")");
            }
        }
    }

    /**
     * Weights drawn from a normal law.
     *
     * @param mean   finite.
     * @param stddev standard deviation, finite and above 0.
     */
    record Normal(double mean, double stddev) implements InitializerSpec {
        /** Checks that the law is proper. */
        public Normal {
            requireLaw("normal", mean, stddev);
        }
    }

    /**
     * Weights drawn from a normal law cut off two standard deviations from its mean (draws outside are redrawn).
     *
     * @param mean   finite.
     * @param stddev standard deviation before the cut, finite and above 0.
     */
    record TruncatedNormal(double mean, double stddev) implements InitializerSpec {
        /** Checks that the law is proper. */
        public TruncatedNormal {
            requireLaw("truncated normal", mean, stddev);
        }
    }

    private static void requireLaw(String name, double mean, double stddev) {
        if (!(Double.isFinite(mean) && Double.isFinite(stddev) && stddev > 0)) {
            throw new IllegalArgumentException(
                name + " initializer needs a finite mean and a finite stddev > 0, got mean "
                + mean + ", stddev " + stddev);
        }
    }
}
