package io.cairn.server.optimizer;

import java.util.Arrays;

/**
 * Turns gradients into changed weights and state, a block of rows at a time.
 *
 * <p>A row is a list of planes: plane 0 its weights, the others its state. A block holds each plane of all its rows in
 * one array, row after row: value {@code k} of row {@code r} in plane {@code p} is
 * {@code planes[p][r * widths[p] + k]}. Loops then run over whole arrays without two views of one array, the form that
 * the JIT compiler turns into vector instructions.
 *
 * <p>Stateless and safe for any number of threads; {@link #apply} does not allocate.
 */
public interface Optimizer {

    /**
     * Widths of the state planes, in the order in which a row stores them after its weights.
     *
     * @return one number of floats per plane: the dimension, or 1 for a value that belongs to the whole row. The
     *     caller may keep and change the array.
     */
    int[] stateWidths();

    /**
     * Size of a row's state.
     *
     * @return number of floats, the sum of {@link #stateWidths()}.
     */
    default int stateFloats() {
        return Arrays.stream(stateWidths()).sum();
    }

    /**
     * Writes the state of a row that was never pushed.
     *
     * @param target receives {@link #stateFloats()} values.
     * @param offset index of the first one.
     */
    default void initialState(float[] target, int offset) {
        Arrays.fill(target, offset, offset + stateFloats(), 0f);
    }

    /**
     * The state of a row that was never pushed.
     *
     * @return a new array of {@link #stateFloats()} values.
     */
    default float[] initialState() {
        float[] state = new float[stateFloats()];
        initialState(state, 0);
        return state;
    }

    /**
     * Applies one gradient to each row of a block, in place.
     *
     * @param rows      number of rows, 0 or more.
     * @param planes    weights first, then the state planes, each with at least {@code rows} times its width values.
     * @param gradients finite, {@code rows} times the dimension values, row after row.
     * @param steps     how often each row has been pushed, this push included, at least 1.
     */
    void apply(int rows, float[][] planes, float[] gradients, int[] steps);
}
