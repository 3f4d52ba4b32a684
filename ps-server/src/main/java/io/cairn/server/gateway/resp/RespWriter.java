package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes the types of the protocol's version 2. */
final class RespWriter {

    /** Bytes around a string: its type, its length and two line ends. */
    static final int BULK_OVERHEAD = 16;

    private static final byte[] NIL = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final int DIGITS_MAX = 20;

    private RespWriter() {
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void simple(ByteBuf out, String text) {
        out.writeByte('+');
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
        out.writeBytes(LINE_END);
    }

    /** An error in one line, whatever the message has in it. */
    static void error(ByteBuf out, String code, String message) {
        out.writeByte('-');
        out.writeCharSequence(code, StandardCharsets.US_ASCII);
        out.writeByte(' ');
        for (int i = 0; i < message.length(); i++) {
            char letter = message.charAt(i);
            out.writeByte(letter < ' ' || letter > '~' ? '?' : letter);
        }
        out.writeBytes(LINE_END);
    }

    static void integer(ByteBuf out, long value) {
        out.writeByte(':');
        digits(out, value);
        out.writeBytes(LINE_END);
    }

    static void array(ByteBuf out, int count) {
        out.writeByte('*');
        digits(out, count);
        out.writeBytes(LINE_END);
    }

    static void nil(ByteBuf out) {
        out.writeBytes(NIL);
    }

    static void nilArray(ByteBuf out) {
        out.writeBytes(NIL_ARRAY);
    }

    /** What goes before a string of so many bytes. */
    static void bulkHead(ByteBuf out, int length) {
        out.writeByte('$');
        digits(out, length);
        out.writeBytes(LINE_END);
    }

    /** The same as bytes, for those who write many of them. */
    static byte[] bulkHead(int length) {
        return ascii("$" + length + "\r\n");
    }

    static void lineEnd(ByteBuf out) {
        out.writeBytes(LINE_END);
    }

    static void bulk(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bulk(out, bytes, 0, bytes.length);
    }

    static void bulk(ByteBuf out, byte[] bytes, int start, int length) {
        bulkHead(out, length);
        out.writeBytes(bytes, start, length);
        lineEnd(out);
    }

    private static void digits(ByteBuf out, long value) {
        if (value >= 0 && value < 10) {
            out.writeByte('0' + (int) value);
            return;
        }
        out.ensureWritable(DIGITS_MAX);
        out.writeCharSequence(Long.toString(value), StandardCharsets.US_ASCII);
    }
}
