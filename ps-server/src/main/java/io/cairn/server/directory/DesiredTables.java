package io.cairn.server.directory;

import io.cairn.wire.TableDefinition;
import java.util.List;

/**
 * Which tables every shard shall have.
 *
 * @param version rises with each change.
 * @param tables  all of them, ids given.
 */
record DesiredTables(long version, List<TableDefinition> tables) {

    DesiredTables {
        tables = List.copyOf(tables);
    }
}
