package io.cairn.server.directory;

import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of the cluster, by name. Part of the replicated state: changed by log messages only. Ids are 1, 2, 3, … in
 * the order of the log and never given twice, so the order of insertion is that of the ids.
 */
final class TableRegistry {

    private final Map<String, TableDefinition> byName = new LinkedHashMap<>();
    private int nextId = 1;
    private long version;

    /** Creates a table; where the name is taken, nothing changes. */
    void create(TableSpec spec) {
        if (!byName.containsKey(spec.name())) {
            byName.put(spec.name(), new TableDefinition(nextId, spec));
            nextId++;
            version++;
        }
    }

    /** Drops a table, if it is there; another one that has the name by now stays. */
    void drop(String name, int tableId) {
        if (has(name, tableId)) {
            byName.remove(name);
            version++;
        }
    }

    boolean has(String name, int tableId) {
        TableDefinition here = byName.get(name);
        return here != null && here.tableId() == tableId;
    }

    Optional<TableDefinition> table(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, by id. */
    Collection<TableDefinition> tables() {
        return byName.values();
    }

    /** Takes a table from a snapshot. */
    void restore(TableDefinition table) {
        byName.put(table.spec().name(), table);
    }

    /** Takes the counts from a snapshot. */
    void restore(int idAfterLast, long changes) {
        nextId = idAfterLast;
        version = changes;
    }

    /** Forgets everything. */
    void clear() {
        byName.clear();
        restore(1, 0);
    }

    /** The id that the next table gets. */
    int nextId() {
        return nextId;
    }

    /** Number of changes so far. */
    long version() {
        return version;
    }

    DesiredTables desired() {
        return new DesiredTables(version, List.copyOf(byName.values()), nextId);
    }
}
