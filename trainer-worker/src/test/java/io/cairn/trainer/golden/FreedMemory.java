package io.cairn.trainer.golden;

import java.nio.ByteBuffer;

/**
 * Makes use-after-free visible: collects garbage between forward and backward, and overwrites what small buffers have
 * been freed. DJL frees numbers given to {@code mul(Number)} and the like before the engine is done with them.
 */
public final class FreedMemory {

    private static final int ROUNDS = 5;
    private static final int BUFFERS = 4000;
    private static final int LARGEST = 64;

    private FreedMemory() {
    }

    /** Overwrites freed small buffers with NaN. */
    public static void overwrite() {
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            for (int i = 0; i < BUFFERS; i++) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 + i % LARGEST);
                while (buffer.hasRemaining()) {
                    buffer.put((byte) -1);
                }
            }
        }
    }
}
