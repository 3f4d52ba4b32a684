package io.cairn.server.shard;

import io.cairn.server.store.NativeMemory;
import io.cairn.wire.TableDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;

/** The tables that a shard has, by id. Changed by log messages only. */
final class ShardTables implements AutoCloseable {

    private final Int2ObjectHashMap<ShardTable> byId = new Int2ObjectHashMap<>();
    /** Tables removed while a snapshot still copies their rows. */
    private final List<ShardTable> removed = new ArrayList<>();
    private boolean keepsRemoved;
    private final int slotCount;
    private final NativeMemory memory;

    ShardTables(int slotCount, NativeMemory memory) {
        this.slotCount = slotCount;
        this.memory = memory;
    }

    /** Adds a table; one that is there stays as it is. */
    void add(TableDefinition definition) {
        if (!byId.containsKey(definition.tableId())) {
            byId.put(definition.tableId(), new ShardTable(definition, slotCount, memory));
        }
    }

    /** Removes a table and its rows, if it is there. */
    void remove(int tableId) {
        ShardTable table = byId.remove(tableId);
        if (table != null && keepsRemoved) {
            removed.add(table);
        } else {
            CloseHelper.close(table);
        }
    }

    /** Lets the rows of tables live on that are removed from now on. */
    void keepRemoved() {
        keepsRemoved = true;
    }

    /** Closes what was removed, and from now on what is. */
    void closeRemoved() {
        keepsRemoved = false;
        CloseHelper.closeAll(removed);
        removed.clear();
    }

    boolean contains(int tableId) {
        return byId.containsKey(tableId);
    }

    /** The table of an id, null if there is none. */
    ShardTable get(int tableId) {
        return byId.get(tableId);
    }

    Collection<ShardTable> all() {
        return byId.values();
    }

    long rows() {
        long rows = 0;
        for (ShardTable table : byId.values()) {
            rows += table.store().rows();
        }
        return rows;
    }

    @Override
    public void close() {
        closeRemoved();
        CloseHelper.closeAll(byId.values());
        byId.clear();
    }
}
