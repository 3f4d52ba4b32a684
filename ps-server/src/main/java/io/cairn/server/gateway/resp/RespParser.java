package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts requests out of what a connection receives: an array of strings, or a line of words. It goes on where it
 * stopped, so that a request that comes byte by byte costs no more than one that comes at once.
 *
 * <p>Own code, since Netty's {@code codec-redis} makes several objects and a counted slice for each argument: hundreds
 * for an MGET of a hundred keys. Here an argument is two numbers, and nothing is made for it.
 */
final class RespParser implements RespRequest {

    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final int BUFFER_BYTES_MIN = 1024;
    private static final int BUFFER_BYTES_KEPT = 64 * 1024;
    private static final int ARGUMENTS_MIN = 16;
    private static final int UNKNOWN = -1;
    private static final int DIGITS_MAX = 10;
    private static final byte[] NO_BYTES = new byte[0];

    private final int requestBytesMax;
    private final int argumentsMax;
    private byte[] bytes = NO_BYTES;
    private int start;
    private int end;
    /** How far the request at {@link #start} is understood. */
    private int scanned;
    private int expected = UNKNOWN;
    private int count;
    private int[] starts = new int[ARGUMENTS_MIN];
    private int[] lengths = new int[ARGUMENTS_MIN];

    RespParser(int requestBytesMax, int argumentsMax) {
        this.requestBytesMax = requestBytesMax;
        this.argumentsMax = argumentsMax;
    }

    /** Takes bytes in. */
    void append(ByteBuf received) {
        int length = received.readableBytes();
        makeRoom(length);
        received.readBytes(bytes, end, length);
        end += length;
    }

    private void makeRoom(int length) {
        if (bytes.length - end >= length) {
            return;
        }
        int held = end - start;
        byte[] target = bytes.length - held >= length ? bytes : new byte[capacity(held + length)];
        System.arraycopy(bytes, start, target, 0, held);
        for (int i = 0; i < count; i++) {
            starts[i] -= start;
        }
        scanned -= start;
        start = 0;
        end = held;
        bytes = target;
    }

    private static int capacity(int needed) {
        return Math.max(BUFFER_BYTES_MIN, Integer.highestOneBit(needed - 1) << 1);
    }

    /** Bytes received that are no part of a request taken. */
    int pendingBytes() {
        return end - start;
    }

    /** Memory held. */
    int capacity() {
        return bytes.length;
    }

    /**
     * Goes on to understand the next request. Its arguments are there until {@link #take()}.
     *
     * @return whether it is there as a whole.
     * @throws RespException if it is none.
     */
    boolean next() {
        while (start < end) {
            boolean isArray = bytes[start] == '*';
            boolean complete = isArray ? array() : line();
            if (!complete) {
                if (end - start > requestBytesMax) {
                    throw new RespException("request of more than serving.bodyBytesMax (" + requestBytesMax
                        + ") bytes");
                }
                return false;
            }
            if (count > 0) {
                return true;
            }
            take();
        }
        return false;
    }

    /** Lets go of the request. */
    void take() {
        start = scanned;
        expected = UNKNOWN;
        count = 0;
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
            if (bytes.length > BUFFER_BYTES_KEPT) {
                bytes = NO_BYTES;
            }
        }
    }

    private boolean array() {
        if (expected == UNKNOWN) {
            scanned = start + 1;
            long number = number("multibulk length");
            if (number == Long.MIN_VALUE) {
                scanned = start;
                return false;
            }
            if (number > argumentsMax) {
                throw new RespException("invalid multibulk length: " + number + " arguments, " + argumentsMax
                    + " are allowed (serving.keysMax)");
            }
            expected = (int) Math.max(0, number);
        }
        while (count < expected) {
            if (!argument()) {
                return false;
            }
        }
        return true;
    }

    private boolean argument() {
        int before = scanned;
        if (scanned == end) {
            return false;
        }
        if (bytes[scanned] != '$') {
            throw new RespException("expected '$', got '" + printable(bytes[scanned]) + "'");
        }
        scanned++;
        long length = number("bulk length");
        if (length == Long.MIN_VALUE || (length >= 0 && length <= requestBytesMax && end - scanned < length + 2)) {
            scanned = before;
            return false;
        }
        if (length < 0 || length > requestBytesMax) {
            throw new RespException("invalid bulk length");
        }
        int after = scanned + (int) length;
        if (bytes[after] != '\r' || bytes[after + 1] != '\n') {
            throw new RespException("bulk string is longer than its length says");
        }
        add(scanned, (int) length);
        scanned = after + 2;
        return true;
    }

    /** Reads a number and the end of its line; Long.MIN_VALUE if that is not there yet. */
    private long number(String what) {
        int at = scanned;
        boolean negative = at < end && bytes[at] == '-';
        if (negative) {
            at++;
        }
        long value = 0;
        int digits = 0;
        while (at < end) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = 10 * value + digit;
            at++;
            if (++digits > DIGITS_MAX) {
                throw new RespException("invalid " + what);
            }
        }
        if (end - at < 2 && (at == end || bytes[at] == '\r')) {
            return Long.MIN_VALUE;
        }
        if (digits == 0 || bytes[at] != '\r' || bytes[at + 1] != '\n') {
            throw new RespException("invalid " + what);
        }
        scanned = at + 2;
        return negative ? -value : value;
    }

    /** A line of words; what was looked at is not looked at again. */
    private boolean line() {
        int at = Math.max(scanned, start);
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        scanned = at;
        if (at == end) {
            if (end - start > LINE_BYTES_MAX) {
                throw new RespException("too big inline request");
            }
            return false;
        }
        words(at);
        scanned = at + 1;
        return true;
    }

    private void words(int lineEnd) {
        int at = start;
        while (at < lineEnd) {
            if (isSpace(bytes[at])) {
                at++;
                continue;
            }
            int word = at;
            while (at < lineEnd && !isSpace(bytes[at])) {
                at++;
            }
            if (count == argumentsMax) {
                throw new RespException("too many words in a line");
            }
            add(word, at - word);
        }
    }

    private static boolean isSpace(byte letter) {
        return letter == ' ' || letter == '\t' || letter == '\r' || letter == 0;
    }

    private static String printable(byte letter) {
        return letter >= ' ' && letter <= '~' ? String.valueOf((char) letter) : "byte " + (letter & 255);
    }

    private void add(int at, int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        starts[count] = at;
        lengths[count] = length;
        count++;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes(int argument) {
        return bytes;
    }

    @Override
    public int start(int argument) {
        return starts[argument];
    }

    @Override
    public int length(int argument) {
        return lengths[argument];
    }

    @Override
    public Kept kept() {
        byte[][] copies = new byte[count][];
        for (int i = 0; i < count; i++) {
            copies[i] = Arrays.copyOfRange(bytes, starts[i], starts[i] + lengths[i]);
        }
        return new Kept(copies);
    }
}
