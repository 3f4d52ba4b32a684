package io.cairn.table;

import java.util.regex.Pattern;

/**
 * Everything that defines a table. Two tables with equal specs and equal pushes hold equal bytes.
 *
 * @param name         1 to 64 characters: a letter, then letters, digits, {@code _}, {@code -} or {@code .}.
 * @param dimension    weights per row, 1 to 8192.
 * @param dtype        type of the stored weights.
 * @param initializer  how a row begins.
 * @param optimizer    what a push does to a row.
 * @param seed         seed of the initial values.
 * @param expectedRows how many rows the operator expects, at least 1; memory starts from it, growth goes past it.
 */
public record TableSpec(
    String name,
    int dimension,
    DType dtype,
    InitializerSpec initializer,
    OptimizerSpec optimizer,
    long seed,
    long expectedRows) {

    /** Largest number of weights in a row. */
    public static final int DIMENSION_MAX = 8192;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    /** Checks each field and names the rule it breaks. */
    public TableSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("table name '" + name
                + "' must begin with a letter and have up to 64 letters, digits, '_', '-' or '.'");
        }
        if (dimension < 1 || dimension > DIMENSION_MAX) {
            throw new IllegalArgumentException("dimension of table '" + name + "' must be 1 to " + DIMENSION_MAX
                + ", got " + dimension);
        }
        if (expectedRows < 1) {
            throw new IllegalArgumentException("expectedRows of table '" + name + "' must be at least 1, got "
                + expectedRows);
        }
    }

    /**
     * Bytes of one row's weights, as pulled.
     *
     * @return dimension times the size of one value.
     */
    public int weightBytes() {
        return dimension * dtype.bytes();
    }
}
