package io.cairn.trainer.golden;

import java.util.Arrays;

/** Between padded B x N x width tensors, as golden files have them, and the jagged rows that our blocks take. */
public final class Jagged {

    private Jagged() {
    }

    /** Drops padded rows. */
    public static float[] unpad(float[] padded, int[] lengths, int slots, int width) {
        float[] rows = new float[Arrays.stream(lengths).sum() * width];
        int row = 0;
        for (int b = 0; b < lengths.length; b++) {
            System.arraycopy(padded, b * slots * width, rows, row, lengths[b] * width);
            row += lengths[b] * width;
        }
        return rows;
    }

    /** Puts zero rows back. */
    public static float[] pad(float[] rows, int[] lengths, int slots, int width) {
        float[] padded = new float[lengths.length * slots * width];
        int row = 0;
        for (int b = 0; b < lengths.length; b++) {
            System.arraycopy(rows, row, padded, b * slots * width, lengths[b] * width);
            row += lengths[b] * width;
        }
        return padded;
    }

    /** Keeps the first {@code lengths[b]} ids of each row of B x N. */
    public static long[] unpad(long[] padded, int[] lengths, int slots) {
        long[] ids = new long[Arrays.stream(lengths).sum()];
        int at = 0;
        for (int b = 0; b < lengths.length; b++) {
            System.arraycopy(padded, b * slots, ids, at, lengths[b]);
            at += lengths[b];
        }
        return ids;
    }
}
