package io.cairn.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inverse normal distribution, against numbers of 18 digits from root finding in 40-digit arithmetic. */
final class NormalQuantileTest {

    private static final int STEPS = 4000;

    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.6, 0.253347103135799799",
        "0.925, 1.43953147093845592",
        "0.93, 1.47579102817917074",
        "0.975, 1.95996398454005424",
        "0.999, 3.09023230616781354",
        "1e-5, -4.26489079392282463",
        "1e-11, -6.70602315549513629",
        "1e-12, -7.03448382530113193",
        "1e-300, -37.0470962993611992"})
    void quantilesAreThoseOfTheNormalLaw(double probability, double quantile) {
        assertEquals(quantile, NormalQuantile.of(probability), 4 * Math.ulp(quantile));
    }

    @Test
    void quantilesUndoTheDistributionFunction() {
        for (int i = 1; i < 200; i++) {
            double probability = i / 200.0;
            double quantile = NormalQuantile.of(probability);
            assertEquals(probability, distribution(quantile), 1e-13, "probability " + probability);
        }
    }

    @Test
    void quantilesRiseWithTheProbabilityAndMirrorAtOneHalf() {
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < 4096; i++) {
            double probability = i / 4096.0;
            double quantile = NormalQuantile.of(probability);
            assertTrue(quantile > previous, "probability " + probability);
            assertEquals(0, quantile + NormalQuantile.of(1 - probability), "probability " + probability);
            previous = quantile;
        }
    }

    /** One half and the integral of the density from 0, by Simpson's rule. */
    private static double distribution(double x) {
        double sum = density(0) + density(x);
        for (int i = 1; i < STEPS; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * density(x * i / STEPS);
        }
        return 0.5 + sum * x / STEPS / 3;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
