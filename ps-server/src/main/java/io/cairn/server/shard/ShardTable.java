package io.cairn.server.shard;

import io.cairn.server.optimizer.Optimizer;
import io.cairn.server.optimizer.Optimizers;
import io.cairn.server.store.NativeMemory;
import io.cairn.server.store.RowStore;
import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinition;

/** One table on this shard: its rows, and how pushes change them. */
final class ShardTable implements AutoCloseable {

    private final TableDefinition definition;
    private final RowStore store;
    private final PushApplier applier;

    ShardTable(TableDefinition definition, int slotCount, NativeMemory memory) {
        this.definition = definition;
        TableSpec spec = definition.spec();
        Optimizer optimizer = Optimizers.of(spec.optimizer(), spec.dimension());
        store = new RowStore(spec, slotCount, optimizer.initialState(), memory);
        applier = new PushApplier(store, optimizer);
    }

    TableDefinition definition() {
        return definition;
    }

    int id() {
        return definition.tableId();
    }

    int dimension() {
        return definition.spec().dimension();
    }

    RowStore store() {
        return store;
    }

    PushApplier applier() {
        return applier;
    }

    @Override
    public void close() {
        store.close();
    }
}
