package io.cairn.server.directory;

import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tables of the cluster, by name, and the aliases of them. Part of the replicated state: changed by log messages
 * only. Ids are 1, 2, 3, … in the order of the log and never given twice, so the order of insertion is that of the ids.
 * An alias always stands for a table that there is.
 */
final class TableRegistry {

    private final Map<String, TableDefinition> byName = new LinkedHashMap<>();
    /** Ids of tables. */
    private final SortedMap<String, Integer> aliases = new TreeMap<>();
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

    /** Drops a table, if it is there and has no alias; another one that has the name by now stays. */
    void drop(String name, int tableId) {
        if (has(name, tableId) && aliasOf(tableId).isEmpty()) {
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

    /** Has an alias stand for a table; where there is no such table, nothing changes. */
    void setAlias(String alias, String tableName) {
        table(tableName).ifPresent(table -> aliases.put(alias, table.tableId()));
    }

    void removeAlias(String alias) {
        aliases.remove(alias);
    }

    /** Id of the table that an alias stands for. */
    Optional<Integer> aliased(String alias) {
        return Optional.ofNullable(aliases.get(alias));
    }

    /** One of the aliases of a table, the first by name. */
    Optional<String> aliasOf(int tableId) {
        return aliases.keySet().stream().filter(alias -> aliases.get(alias) == tableId).findFirst();
    }

    /** All aliases with the ids of their tables, by name. */
    SortedMap<String, Integer> aliases() {
        return Collections.unmodifiableSortedMap(aliases);
    }

    /** Takes an alias from a snapshot. */
    void restoreAlias(String alias, int tableId) {
        aliases.put(alias, tableId);
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
        aliases.clear();
        restore(1, 0);
    }

    /** The id that the next table gets. */
    int nextId() {
        return nextId;
    }

    /** Number of changes of tables so far. Shards have to follow them; aliases are none of theirs. */
    long version() {
        return version;
    }

    DesiredTables desired() {
        return new DesiredTables(version, List.copyOf(byName.values()), nextId);
    }
}
