package io.cairn.server.gateway.lookup;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the weights of a row are written, all little-endian and without gaps. What differs is bytes and error; w is the
 * stored float32, v what the reader gets:
 *
 * <table>
 * <caption>Encodings</caption>
 * <tr><th>encoding</th><th>bytes of a row</th><th>error</th></tr>
 * <tr><td>float32</td><td>4 * dim</td><td>none: the stored bytes</td></tr>
 * <tr><td>float16</td><td>2 * dim</td><td>|w - v| is at most 2^-11 |w|, and below 2^-14 at most 2^-25; from 65,520 on
 *     v is infinite</td></tr>
 * <tr><td>bfloat16</td><td>2 * dim</td><td>|w - v| is at most 2^-8 |w|</td></tr>
 * <tr><td>int8</td><td>4 + dim</td><td>a float32 scale s, then a signed byte q for each weight, v = s q; with m the
 *     largest |w| of the row, s is m / 127 and |w - v| at most 0.51 s, that is m / 249</td></tr>
 * </table>
 */
public enum RowEncoding {
    /** Four bytes a weight. */
    FLOAT32("f32") {
        @Override
        public int rowBytes(int dimension) {
            return Float.BYTES * dimension;
        }

        @Override
        void write(float[] weights, int dimension, ByteBuf out) {
            for (int i = 0; i < dimension; i++) {
                out.writeIntLE(Float.floatToRawIntBits(weights[i]));
            }
        }
    },
    /** Two bytes a weight: 5 bits of exponent, 10 of fraction. */
    FLOAT16("f16") {
        @Override
        public int rowBytes(int dimension) {
            return Short.BYTES * dimension;
        }

        @Override
        void write(float[] weights, int dimension, ByteBuf out) {
            for (int i = 0; i < dimension; i++) {
                out.writeShortLE(HalfFloat.float16(weights[i]));
            }
        }
    },
    /** Two bytes a weight: the upper half of a float32, rounded. */
    BFLOAT16("bf16") {
        @Override
        public int rowBytes(int dimension) {
            return Short.BYTES * dimension;
        }

        @Override
        void write(float[] weights, int dimension, ByteBuf out) {
            for (int i = 0; i < dimension; i++) {
                out.writeShortLE(HalfFloat.bfloat16(weights[i]));
            }
        }
    },
    /** A byte a weight, and a scale for each row. */
    INT8("i8") {
        @Override
        public int rowBytes(int dimension) {
            return Float.BYTES + dimension;
        }

        @Override
        void write(float[] weights, int dimension, ByteBuf out) {
            float max = 0;
            for (int i = 0; i < dimension; i++) {
                max = Math.max(max, Math.abs(weights[i]));
            }
            float scale = max / Byte.MAX_VALUE;
            out.writeIntLE(Float.floatToRawIntBits(scale));
            for (int i = 0; i < dimension; i++) {
                out.writeByte(scale == 0 ? 0 : Math.round(weights[i] / scale));
            }
        }
    };

    private final String label;

    RowEncoding(String label) {
        this.label = label;
    }

    /**
     * The name used in requests.
     *
     * @return {@code f32}, {@code f16}, {@code bf16} or {@code i8}.
     */
    public String label() {
        return label;
    }

    /**
     * The encoding a name stands for.
     *
     * @param label as written in a request.
     * @return empty if there is none of that name.
     */
    public static Optional<RowEncoding> of(String label) {
        return Arrays.stream(values()).filter(encoding -> encoding.label.equals(label)).findFirst();
    }

    /**
     * Bytes of one row.
     *
     * @param dimension weights of the row.
     * @return 1 or more.
     */
    public abstract int rowBytes(int dimension);

    abstract void write(float[] weights, int dimension, ByteBuf out);
}
