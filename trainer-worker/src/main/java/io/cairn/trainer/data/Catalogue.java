package io.cairn.trainer.data;

import java.util.Arrays;

/**
 * The items that can be recommended: negatives are sampled from them and evaluation ranks all of them. Each has a
 * stable index, its place in ascending order of ids, by which score matrices are laid out. Immutable.
 */
public final class Catalogue {

    private final int[] ids;

    private Catalogue(int[] ids) {
        this.ids = ids;
    }

    /**
     * A catalogue of given ids.
     *
     * @param ids item ids, each at least 1, in any order; copied.
     * @return the catalogue.
     * @throws IllegalArgumentException if there is none, one below 1 or one twice.
     */
    public static Catalogue of(int... ids) {
        int[] sorted = ids.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0 || sorted[0] < 1) {
            throw new IllegalArgumentException("a catalogue needs at least one item and ids from 1");
        }
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("item " + sorted[i] + " is in the catalogue twice");
            }
        }
        return new Catalogue(sorted);
    }

    /**
     * The catalogue of ids 1 to {@code count}.
     *
     * @param count number of items, at least 1.
     * @return the catalogue.
     */
    public static Catalogue upTo(int count) {
        int[] ids = new int[count];
        Arrays.setAll(ids, index -> index + 1);
        return of(ids);
    }

    /**
     * Number of items.
     *
     * @return at least 1.
     */
    public int size() {
        return ids.length;
    }

    /**
     * The id at an index.
     *
     * @param index 0 up to and excluding {@link #size()}.
     * @return the id, at least 1; ids ascend with the index.
     */
    public int id(int index) {
        return ids[index];
    }

    /**
     * The index of an id.
     *
     * @param id any value.
     * @return its index, or a negative number if the catalogue does not have it.
     */
    public int indexOf(long id) {
        return id == (int) id ? Arrays.binarySearch(ids, (int) id) : -1;
    }
}
