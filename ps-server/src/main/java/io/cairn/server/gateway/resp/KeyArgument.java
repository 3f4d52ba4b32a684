package io.cairn.server.gateway.resp;

import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.Pooling;
import java.nio.charset.StandardCharsets;

/** Keys of rows as clients write them: in decimal, with any leading zeros; where pooled, lists of them: {@code 1,2}. */
final class KeyArgument {

    private static final int TEXT_MAX = 64;
    private static final int RADIX = 10;

    private KeyArgument() {
    }

    /**
     * Adds the key, or the list of keys, that some bytes mean.
     *
     * @throws IllegalArgumentException if they mean none.
     */
    static void add(Lookup lookup, byte[] bytes, int from, int to) {
        if (lookup.options().pooling() == Pooling.NONE) {
            lookup.add(key(bytes, from, to));
            return;
        }
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at == to || bytes[at] == ',') {
                if (from < to) {
                    lookup.add(key(bytes, start, at));
                }
                start = at + 1;
            }
        }
        lookup.endList();
    }

    /** Counts down from zero, since there is one key more below it than above. */
    private static long key(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == to) {
            throw notAKey(bytes, from, to);
        }
        long value = 0;
        while (at < to) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit >= RADIX || value < Long.MIN_VALUE / RADIX
                || RADIX * value < Long.MIN_VALUE + digit) {
                throw notAKey(bytes, from, to);
            }
            value = RADIX * value - digit;
            at++;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw notAKey(bytes, from, to);
        }
        return negative ? value : -value;
    }

    private static IllegalArgumentException notAKey(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, Math.min(to - from, TEXT_MAX), StandardCharsets.ISO_8859_1);
        return new IllegalArgumentException("'" + text + "' is not a key: keys are whole numbers of 64 bits");
    }
}
