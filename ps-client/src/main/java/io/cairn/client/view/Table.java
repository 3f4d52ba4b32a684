package io.cairn.client.view;

import io.cairn.table.TableSpec;

/**
 * A table as calls name it. It stays valid until the table is dropped; a new table of the same name has another id.
 *
 * @param id   the number that stands for the table in requests, 1 or above.
 * @param spec what the table is.
 */
public record Table(int id, TableSpec spec) {

    /**
     * The table's name.
     *
     * @return as in the spec.
     */
    public String name() {
        return spec.name();
    }

    /**
     * Weights per row.
     *
     * @return 1 to 8192.
     */
    public int dimension() {
        return spec.dimension();
    }

    /**
     * Bytes of one pulled row or one gradient: float32 values without gaps.
     *
     * @return dimension times 4.
     */
    public int rowBytes() {
        return spec.weightBytes();
    }
}
