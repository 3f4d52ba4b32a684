package io.cairn.server.directory;

import io.cairn.wire.TableDefinition;
import java.util.List;

/**
 * Which tables every shard shall have.
 *
 * @param version rises with each change.
 * @param tables  all of them, ids given.
 * @param nextId  the id of the next table; one with this id or a higher one comes from a directory that is ahead.
 */
record DesiredTables(long version, List<TableDefinition> tables, int nextId) {

    DesiredTables {
        tables = List.copyOf(tables);
    }
}
