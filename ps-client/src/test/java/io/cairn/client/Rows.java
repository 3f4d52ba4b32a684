package io.cairn.client;

import io.cairn.client.scripted.ScriptedCluster;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** Buffers of rows of the scripted table. */
final class Rows {

    static final int ROW_BYTES = ScriptedCluster.DIMENSION * Float.BYTES;

    private Rows() {
    }

    static UnsafeBuffer room(int count) {
        return new UnsafeBuffer(new byte[count * ROW_BYTES]);
    }

    /** Gradients whose values are all the key of their row, so that a mix-up shows. */
    static UnsafeBuffer gradients(long... keys) {
        UnsafeBuffer rows = room(keys.length);
        for (int i = 0; i < keys.length * ScriptedCluster.DIMENSION; i++) {
            rows.putFloat(i * Float.BYTES, (float) keys[i / ScriptedCluster.DIMENSION], ByteOrder.LITTLE_ENDIAN);
        }
        return rows;
    }

    static float last(UnsafeBuffer rows, int row) {
        return rows.getFloat((row + 1) * ROW_BYTES - Float.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
}
