package io.cairn.trainer.model.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Rotary positions: the two halves of a query or key of width w are the coordinates of w/2 points, and point k at place
 * p is turned by p / 10000^(2k/w). The product of a query and a key then depends on the distance of their places.
 */
final class RotaryPositions {

    private static final double BASE = 10_000;

    private final int half;
    /** Place after place, half values each. */
    private final float[] cosines;
    private final float[] sines;

    /** Angles of all places of heads of a width, which is even. */
    RotaryPositions(int slots, int headWidth) {
        half = headWidth / 2;
        cosines = new float[slots * half];
        sines = new float[slots * half];
        for (int place = 0; place < slots; place++) {
            for (int k = 0; k < half; k++) {
                double angle = place / Math.pow(BASE, 2.0 * k / headWidth);
                cosines[place * half + k] = (float) Math.cos(angle);
                sines[place * half + k] = (float) Math.sin(angle);
            }
        }
    }

    /** Cosines and sines of the rows from a place on of all sequences, T x 1 x w/2 each. */
    NDList angles(NDManager manager, int first, long[] lengths) {
        long total = Arrays.stream(lengths).map(length -> length - first).sum();
        Shape shape = new Shape(total, 1, half);
        return new NDList(
            manager.create(repeated(cosines, first, lengths, (int) total), shape),
            manager.create(repeated(sines, first, lengths, (int) total), shape));
    }

    /** The places of a table from the first on, once for each sequence. */
    private float[] repeated(float[] table, int first, long[] lengths, int total) {
        float[] rows = new float[total * half];
        int row = 0;
        for (long length : lengths) {
            int count = (int) length - first;
            System.arraycopy(table, first * half, rows, row * half, count * half);
            row += count;
        }
        return rows;
    }

    /** Turns queries or keys, T x h*w, by the angles of their rows. */
    static NDArray turn(NDArray rows, NDArray cosines, NDArray sines) {
        long total = rows.getShape().get(0);
        long half = cosines.getShape().get(2);
        NDArray byHead = rows.reshape(total, rows.getShape().get(1) / (2 * half), 2 * half);
        NDList halves = byHead.split(new long[] {half}, 2);
        NDArray x = halves.get(0);
        NDArray y = halves.get(1);
        NDList turned = new NDList(x.mul(cosines).sub(y.mul(sines)), y.mul(cosines).add(x.mul(sines)));
        return NDArrays.concat(turned, 2).reshape(rows.getShape());
    }
}
