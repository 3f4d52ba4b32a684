package io.cairn.trainer.loop;

import io.cairn.trainer.data.Catalogue;
import java.util.Arrays;

/**
 * Numbers the distinct items of one step in the order they are first asked for. Addressed directly by catalogue index:
 * a step asks a million times, nearly always for an item it has seen.
 */
final class UniqueItems {

    private static final int NONE = -1;

    private final Catalogue catalogue;
    private final int[] rowOfIndex;
    private final int[] indexes;
    private final long[] keys;
    private int size;

    UniqueItems(Catalogue catalogue) {
        this.catalogue = catalogue;
        rowOfIndex = new int[catalogue.size()];
        indexes = new int[catalogue.size()];
        keys = new long[catalogue.size()];
        Arrays.fill(rowOfIndex, NONE);
    }

    void clear() {
        for (int row = 0; row < size; row++) {
            rowOfIndex[indexes[row]] = NONE;
        }
        size = 0;
    }

    int rowOfId(long id) {
        int index = catalogue.indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("item " + id + " is not in the catalogue");
        }
        return rowOfIndex(index);
    }

    int rowOfIndex(int index) {
        int row = rowOfIndex[index];
        return row == NONE ? add(index) : row;
    }

    private int add(int index) {
        int row = size++;
        rowOfIndex[index] = row;
        indexes[row] = index;
        keys[row] = catalogue.id(index);
        return row;
    }

    int size() {
        return size;
    }

    long[] keys() {
        return keys;
    }
}
