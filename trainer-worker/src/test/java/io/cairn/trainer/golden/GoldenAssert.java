package io.cairn.trainer.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The comparison rule of the golden files: largest difference over largest golden value of a tensor. */
public final class GoldenAssert {

    /** Limit for outputs in single precision. */
    public static final double OUTPUTS = 1e-5;
    /** Limit for gradients in single precision. */
    public static final double GRADIENTS = 1e-4;

    private GoldenAssert() {
    }

    /** Fails with the tensor's name and its error if that is above the limit. */
    public static void assertClose(String what, double[] golden, float[] ours, double limit) {
        assertEquals(golden.length, ours.length, what + ": number of values");
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            difference = Math.max(difference, Double.isNaN(ours[i]) ? Double.MAX_VALUE : Math.abs(ours[i] - golden[i]));
            largest = Math.max(largest, Math.abs(golden[i]));
        }
        double error = largest == 0 ? difference : difference / largest;
        assertTrue(error <= limit, what + ": error " + error + " is above " + limit);
    }
}
