package io.cairn.table;

import io.cairn.slot.SlotHash;

/**
 * Computes the weights a row begins with: a pure function of (table seed, key, index), the same bits on every machine.
 *
 * <p>Each weight is drawn from its own 53 bits {@code mix(mix(mix(seed) + key) + index * golden)}, with
 * {@link SlotHash#mix}, so weight {@code i} does not depend on the others. Normal laws go through the
 * {@linkplain NormalQuantile inverse distribution function}. Only exactly rounded operations and {@link StrictMath}
 * are used, in double precision, rounded once to float at the end.
 *
 * <p>Immutable, safe for any number of threads, allocation free.
 */
public final class RowInitializer {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT_53 = 0x1.0p-53;
    /** Probability below -2 under the standard normal law. */
    private static final double BELOW_MINUS_TWO = 0.02275013194817921;

    private enum Law { ZEROS, UNIFORM, NORMAL, TRUNCATED_NORMAL }

    private final int dimension;
    private final long seedMix;
    private final Law law;
    private final double first;
    private final double second;

    /**
     * Prepares the initializer of one table.
     *
     * @param spec gives dimension, law and seed.
     */
    public RowInitializer(TableSpec spec) {
        dimension = spec.dimension();
        seedMix = SlotHash.mix(spec.seed());
        InitializerSpec initializer = spec.initializer();
        if (initializer instanceof InitializerSpec.Uniform uniform) {
            law = Law.UNIFORM;
            first = uniform.low();
            second = uniform.high();
        } else if (initializer instanceof InitializerSpec.Normal normal) {
            law = Law.NORMAL;
            first = normal.mean();
            second = normal.stddev();
        } else if (initializer instanceof InitializerSpec.TruncatedNormal normal) {
            law = Law.TRUNCATED_NORMAL;
            first = normal.mean();
            second = normal.stddev();
        } else {
            law = Law.ZEROS;
            first = 0;
            second = 0;
        }
    }

    /**
     * Writes the initial weights of a key.
     *
     * @param key    any 64-bit value.
     * @param target receives {@code dimension} values.
     * @param offset index of the first one.
     * @throws IndexOutOfBoundsException if {@code target} is too short; it may be partly written then.
     */
    public void initialize(long key, float[] target, int offset) {
        long counter = SlotHash.mix(seedMix + key);
        for (int i = offset; i < offset + dimension; i++) {
            target[i] = value(SlotHash.mix(counter));
            counter += GOLDEN;
        }
    }

    private float value(long bits) {
        return switch (law) {
            case ZEROS -> 0f;
            case UNIFORM -> uniform((bits >>> 11) * UNIT_53);
            case NORMAL -> (float) (first + second * NormalQuantile.of(open(bits)));
            case TRUNCATED_NORMAL -> (float) (first + second * NormalQuantile.of(
                BELOW_MINUS_TWO + open(bits) * (1 - 2 * BELOW_MINUS_TWO)));
        };
    }

    /** Rounding to float may reach the excluded upper end; the value below it stands in. */
    private float uniform(double unit) {
        float value = (float) (first + (second - first) * unit);
        return value < second ? value : Math.nextDown((float) second);
    }

    /** The middle of one of 2^52 equal parts of (0, 1): never 0 and never 1. */
    private static double open(long bits) {
        return ((bits >>> 12) + 0.5) * 0x1.0p-52;
    }
}
