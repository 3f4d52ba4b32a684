package io.cairn.server.optimizer;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Pushes to some rows, the same for the same seed. Row 0 is in every push, row r in one of r + 1, so that rows begin
 * late and have different push counts. A tenth of the gradients is 0.
 */
public final class RandomPushes {

    private final Random random;
    private final int rows;
    private final int dimension;

    public RandomPushes(long seed, int rows, int dimension) {
        random = new Random(seed);
        this.rows = rows;
        this.dimension = dimension;
    }

    public float[][] initialWeights() {
        float[][] weights = new float[rows][];
        for (int row = 0; row < rows; row++) {
            weights[row] = values(dimension);
        }
        return weights;
    }

    /** The rows of the next push, all different, in no order. */
    public int[] nextRows() {
        int[] chosen = IntStream.range(0, rows).filter(row -> random.nextInt(row + 1) == 0).toArray();
        for (int i = chosen.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = chosen[i];
            chosen[i] = chosen[other];
            chosen[other] = swapped;
        }
        return chosen;
    }

    /** Gradients for some rows, row after row. */
    public float[] nextGradients(int rowCount) {
        float[] gradients = values(rowCount * dimension);
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = random.nextInt(10) == 0 ? 0 : 2 * gradients[i];
        }
        return gradients;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
