package io.cairn.trainer.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers id strings in the order of their first appearance and counts them. Open addressing over one array of bytes:
 * about 35 bytes per id of 14 characters where a hash map of strings takes above 100, and Amazon's book ratings have
 * ten million different ids.
 */
final class IdTable {

    private static final int CELLS_MIN = 1 << 10;

    private int[] cells = new int[CELLS_MIN];
    private int[] starts = new int[CELLS_MIN / 2 + 1];
    private int[] counts = new int[CELLS_MIN / 2];
    private byte[] bytes = new byte[CELLS_MIN];
    private int size;

    /** Counts an id. */
    void count(String id) {
        if (size == counts.length) {
            grow();
        }
        byte[] key = id.getBytes(StandardCharsets.ISO_8859_1);
        int cell = cellOf(key);
        if (cells[cell] == 0) {
            append(key);
            cells[cell] = size;
        }
        counts[cells[cell] - 1]++;
    }

    /** The number of an id which was counted before. */
    int number(String id) {
        return cells[cellOf(id.getBytes(StandardCharsets.ISO_8859_1))] - 1;
    }

    int counted(int number) {
        return counts[number];
    }

    int size() {
        return size;
    }

    /** The cell with a key, or the free one where it belongs. A cell has 1 + the number, 0 is free. */
    private int cellOf(byte[] key) {
        int mask = cells.length - 1;
        int hash = Arrays.hashCode(key) * 0x9e3779b9;
        int cell = (hash ^ hash >>> 16) & mask;
        while (cells[cell] != 0 && compare(cells[cell] - 1, key) != 0) {
            cell = cell + 1 & mask;
        }
        return cell;
    }

    private int compare(int number, byte[] key) {
        return Arrays.compareUnsigned(bytes, starts[number], starts[number + 1], key, 0, key.length);
    }

    /** Orders two ids by their bytes. */
    int compare(int left, int right) {
        return Arrays.compareUnsigned(
            bytes, starts[left], starts[left + 1], bytes, starts[right], starts[right + 1]);
    }

    private void append(byte[] key) {
        int start = starts[size];
        int end = Math.addExact(start, key.length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, Math.addExact(bytes.length, bytes.length / 2)));
        }
        System.arraycopy(key, 0, bytes, start, key.length);
        starts[++size] = end;
    }

    private void grow() {
        counts = Arrays.copyOf(counts, 2 * counts.length);
        starts = Arrays.copyOf(starts, counts.length + 1);
        cells = new int[2 * counts.length];
        for (int number = 0; number < size; number++) {
            cells[cellOf(Arrays.copyOfRange(bytes, starts[number], starts[number + 1]))] = number + 1;
        }
    }
}
