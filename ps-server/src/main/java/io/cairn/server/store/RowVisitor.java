package io.cairn.server.store;

/** Sees the rows of a store one by one. */
@FunctionalInterface
public interface RowVisitor {

    /**
     * Called once per row. The store must not be changed from within.
     *
     * @param key of the row.
     * @param row valid during this call.
     */
    void onRow(long key, RowFlyweight row);
}
