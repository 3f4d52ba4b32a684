package io.cairn.server.gateway.lookup;

/**
 * How a lookup is to be answered.
 *
 * @param missing     what a key without a row gives.
 * @param encoding    how weights are written.
 * @param pooling     what is made of lists of keys.
 * @param oldestAgeMs age in milliseconds up to which rows are taken, {@link #ANY_AGE} for any.
 */
public record LookupOptions(MissingKeys missing, RowEncoding encoding, Pooling pooling, long oldestAgeMs) {

    /** Says that rows of any age are taken. */
    public static final long ANY_AGE = Long.MAX_VALUE;

    /** What is meant where nothing is said: absent keys stay absent, float32, a row for each key, of any age. */
    public static final LookupOptions DEFAULT =
        new LookupOptions(MissingKeys.ABSENT, RowEncoding.FLOAT32, Pooling.NONE, ANY_AGE);

    /** Checks the age. */
    public LookupOptions {
        if (oldestAgeMs < 0) {
            throw new IllegalArgumentException("oldest age must be 0 or above, got " + oldestAgeMs);
        }
    }

    /**
     * The same with another answer for keys without a row.
     *
     * @param other what a key without a row gives.
     * @return a copy.
     */
    public LookupOptions with(MissingKeys other) {
        return new LookupOptions(other, encoding, pooling, oldestAgeMs);
    }

    /**
     * The same with another encoding.
     *
     * @param other how weights are written.
     * @return a copy.
     */
    public LookupOptions with(RowEncoding other) {
        return new LookupOptions(missing, other, pooling, oldestAgeMs);
    }

    /**
     * The same with another pooling.
     *
     * @param other what is made of lists of keys.
     * @return a copy.
     */
    public LookupOptions with(Pooling other) {
        return new LookupOptions(missing, encoding, other, oldestAgeMs);
    }

    /**
     * The same with another bound of age.
     *
     * @param otherMs age in milliseconds up to which rows are taken.
     * @return a copy.
     */
    public LookupOptions withOldestAge(long otherMs) {
        return new LookupOptions(missing, encoding, pooling, otherMs);
    }
}
