package io.cairn.server.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FiniteScanTest {

    private static final long SEED = 7;
    private static final int COUNT = 203;
    private static final int OFFSET = 12;
    private static final float[] NON_FINITE = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0xffff_ffff),
        Float.intBitsToFloat(0x7f80_0001)};
    private static final float[] FINITE = {
        0f, -0f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 1f};

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + COUNT * Float.BYTES]);

    @Test
    void everyFiniteValuePasses() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < COUNT; i++) {
            put(i, i < FINITE.length ? FINITE[i] : (float) random.nextDouble(-1e30, 1e30));
        }
        for (int count = 0; count <= COUNT; count++) {
            assertEquals(FiniteScan.NONE, FiniteScan.firstNonFinite(buffer, OFFSET, count), "of " + count);
        }
    }

    @Test
    void theFirstNonFiniteValueIsFoundAtEveryPlace() {
        for (float bad : NON_FINITE) {
            for (int place = 0; place < COUNT; place++) {
                put(place, bad);
                put(COUNT - 1, bad);
                assertEquals(place, FiniteScan.firstNonFinite(buffer, OFFSET, COUNT), bad + " at " + place);
                put(place, 0);
                put(COUNT - 1, 0);
            }
        }
    }

    @Test
    void valuesBehindTheCountDoNotMatter() {
        put(7, Float.NaN);
        assertEquals(FiniteScan.NONE, FiniteScan.firstNonFinite(buffer, OFFSET, 7));
        assertEquals(7, FiniteScan.firstNonFinite(buffer, OFFSET, 8));
    }

    private void put(int index, float value) {
        buffer.putFloat(OFFSET + Float.BYTES * index, value, ByteOrder.LITTLE_ENDIAN);
    }
}
