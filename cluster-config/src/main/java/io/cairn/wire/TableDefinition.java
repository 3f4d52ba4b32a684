package io.cairn.wire;

import io.cairn.table.TableSpec;

/**
 * A table as the directory knows it.
 *
 * @param tableId the number that stands for the table in requests, 1 or above; 0 while the directory has given none.
 *                Ids are never used again, so a dropped table's late requests cannot touch its successor.
 * @param spec    what the table is.
 */
public record TableDefinition(int tableId, TableSpec spec) {
}
