package io.cairn.ops.bench;

import java.util.List;

/**
 * What the store reached on one thread, beside the plain way and beside the machine's limit; all in the same run.
 *
 * @param machine where.
 * @param rows    rows of 64 float32 weights.
 * @param works   what was done to them.
 */
public record StoreReport(Machine machine, int rows, List<Work> works) {

    /**
     * One kind of work, in rows per second.
     *
     * @param work              {@code gather}, a pull's part of the store, or {@code update}, a push's, with Adagrad.
     * @param chronicleMap      by the plain Chronicle Map API.
     * @param store             by the row store.
     * @param limit             what the machine's memory allows, see {@code RowLimitBenchmark}.
     * @param timesChronicleMap store over plain way.
     * @param shareOfLimit      store over limit.
     */
    public record Work(String work, double chronicleMap, double store, double limit, double timesChronicleMap,
                       double shareOfLimit) {

        static Work of(String work, double chronicleMap, double store, double limit) {
            return new Work(work, chronicleMap, store, limit, store / chronicleMap, store / limit);
        }
    }
}
