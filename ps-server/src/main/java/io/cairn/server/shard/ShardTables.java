package io.cairn.server.shard;

import io.cairn.server.store.NativeMemory;
import io.cairn.wire.TableDefinition;
import java.util.Collection;
import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;

/** The tables that a shard has, by id. Changed by log messages only. */
final class ShardTables implements AutoCloseable {

    private final Int2ObjectHashMap<ShardTable> byId = new Int2ObjectHashMap<>();
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
        CloseHelper.close(byId.remove(tableId));
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
        CloseHelper.closeAll(byId.values());
        byId.clear();
    }
}
