package io.cairn.server.gateway.lookup;

/** Floats of 16 bits, rounded to the nearest, of two as near to the even one. */
final class HalfFloat {

    private static final int SIGN_MASK = 0x8000;
    private static final int FLOAT_ABS_MASK = 0x7fff_ffff;
    private static final int FLOAT_INFINITY = 0x7f80_0000;
    private static final int HALF_WORD = 16;

    private static final int FLOAT16_INFINITY = 0x7c00;
    private static final int FLOAT16_NAN = 0x7e00;
    /** The least float32 that rounds to infinity: 65,520. */
    private static final int FLOAT16_OVERFLOW = 0x477f_f000;
    /** The least float16 that has all its bits: 2^-14. */
    private static final int FLOAT16_NORMAL = 0x3880_0000;
    /** By how much the exponents of both formats differ, in place. */
    private static final int EXPONENT_SHIFT = (127 - 15) << 23;
    private static final int FRACTION_BITS_LOST = 13;
    /** Added to a float32 this leaves multiples of 2^-24, a float16's smallest step, in the lowest bits. */
    private static final float SUBNORMAL_MAGIC = 0.5f;

    private HalfFloat() {
    }

    /** A float16 in the lower bits. */
    static int float16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> HALF_WORD & SIGN_MASK;
        int absolute = bits & FLOAT_ABS_MASK;
        if (absolute >= FLOAT16_OVERFLOW) {
            return sign | (absolute > FLOAT_INFINITY ? FLOAT16_NAN : FLOAT16_INFINITY);
        }
        if (absolute < FLOAT16_NORMAL) {
            float shifted = Float.intBitsToFloat(absolute) + SUBNORMAL_MAGIC;
            return sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(SUBNORMAL_MAGIC));
        }
        return sign | rounded(absolute - EXPONENT_SHIFT, FRACTION_BITS_LOST);
    }

    /** A bfloat16 in the lower bits. */
    static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return bits >>> HALF_WORD | 1 << 6;
        }
        return rounded(bits, HALF_WORD);
    }

    /** Drops lower bits of a sign-and-magnitude number; a carry into the exponent is the right one. */
    private static int rounded(int bits, int lost) {
        int even = bits >>> lost & 1;
        return (bits + (1 << (lost - 1)) - 1 + even) >>> lost;
    }
}
