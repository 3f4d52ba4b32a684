package io.cairn.server.optimizer;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as plain arrays, weights and then state, that an optimizer changes one block at a time. */
public final class ArrayRows {

    private final Optimizer optimizer;
    private final int[] widths;
    private final float[][] rows;
    private final int[] pushes;

    public ArrayRows(Optimizer optimizer, float[][] initialWeights) {
        this.optimizer = optimizer;
        int dimension = initialWeights[0].length;
        int[] stateWidths = optimizer.stateWidths();
        widths = new int[stateWidths.length + 1];
        widths[0] = dimension;
        System.arraycopy(stateWidths, 0, widths, 1, stateWidths.length);
        rows = new float[initialWeights.length][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOf(initialWeights[row], dimension + optimizer.stateFloats());
            optimizer.initialState(rows[row], dimension);
        }
        pushes = new int[rows.length];
    }

    /** Pushes some rows, all different, as one block; the gradients stand row after row. */
    public void push(int[] chosen, float[] gradients) {
        float[][] planes = Arrays.stream(widths).mapToObj(width -> new float[width * chosen.length])
            .toArray(float[][]::new);
        int[] steps = new int[chosen.length];
        copy(chosen, planes, false);
        for (int i = 0; i < chosen.length; i++) {
            steps[i] = ++pushes[chosen[i]];
        }
        optimizer.apply(chosen.length, planes, gradients, steps);
        copy(chosen, planes, true);
    }

    private void copy(int[] chosen, float[][] planes, boolean back) {
        for (int i = 0; i < chosen.length; i++) {
            float[] row = rows[chosen[i]];
            int at = 0;
            for (int plane = 0; plane < planes.length; plane++) {
                int width = widths[plane];
                if (back) {
                    System.arraycopy(planes[plane], i * width, row, at, width);
                } else {
                    System.arraycopy(row, at, planes[plane], i * width, width);
                }
                at += width;
            }
        }
    }

    /** Weights, then state. */
    public float[] row(int row) {
        return rows[row];
    }

    public int pushes(int row) {
        return pushes[row];
    }

    /** The rows pushed at least once. */
    public Set<Integer> pushedRows() {
        return IntStream.range(0, rows.length).filter(row -> pushes[row] > 0).boxed().collect(Collectors.toSet());
    }
}
