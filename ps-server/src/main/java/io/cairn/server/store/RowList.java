package io.cairn.server.store;

import java.util.Arrays;

/** Keys and addresses of some rows that are worked on together. Grows when it must and keeps its room. */
final class RowList {

    private long[] keys = new long[RowLocator.BLOCK];
    private long[] addresses = new long[RowLocator.BLOCK];
    private int size;

    void clear() {
        size = 0;
    }

    void add(long key, long address) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            addresses = Arrays.copyOf(addresses, 2 * size);
        }
        keys[size] = key;
        addresses[size] = address;
        size++;
    }

    int size() {
        return size;
    }

    long key(int index) {
        return keys[index];
    }

    long address(int index) {
        return addresses[index];
    }

    long[] addresses() {
        return addresses;
    }
}
