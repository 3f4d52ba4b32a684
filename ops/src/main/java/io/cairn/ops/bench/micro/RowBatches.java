package io.cairn.ops.bench.micro;

import java.util.Random;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The same batches of random keys for every contestant: no key twice in a round, and a round is a million keys, or all
 * full batches where there are fewer rows.
 */
final class RowBatches {

    static final int DIMENSION = 64;
    static final int SLOTS = 64;
    static final int BATCH = 4096;
    static final int WEIGHT_BYTES = DIMENSION * Float.BYTES;

    private static final int BATCHES_MAX = 256;
    private static final int LINE_BYTES = 64;

    final UnsafeBuffer answer = aligned(BATCH * WEIGHT_BYTES);
    final UnsafeBuffer gradients = aligned(BATCH * WEIGHT_BYTES);
    private final UnsafeBuffer[] keys;
    private int batch;

    /** Batches of keys from 0 up to a number of rows, of at least one batch. */
    RowBatches(int rows) {
        Random random = new Random(1);
        keys = new UnsafeBuffer[Math.min(BATCHES_MAX, rows / BATCH)];
        int[] shuffled = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            shuffled[i] = shuffled[j];
            shuffled[j] = i;
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] = aligned(BATCH * Long.BYTES);
            for (int k = 0; k < BATCH; k++) {
                keys[i].putLong(k * Long.BYTES, shuffled[i * BATCH + k]);
            }
        }
        for (int i = 0; i < BATCH * DIMENSION; i++) {
            gradients.putFloat(i * Float.BYTES, (float) random.nextGaussian());
        }
    }

    UnsafeBuffer next() {
        batch = (batch + 1) % keys.length;
        return keys[batch];
    }

    private static UnsafeBuffer aligned(int bytes) {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, LINE_BYTES));
    }
}
