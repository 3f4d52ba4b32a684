package io.cairn.ops.status;

import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import java.util.List;

/**
 * What the leaders that answered hold of one table.
 *
 * @param table     its name.
 * @param id        its id.
 * @param dimension weights per row.
 * @param rows      rows of all shards together.
 * @param bytes     native memory of one replica of each shard.
 */
public record TableStatus(String table, int id, int dimension, long rows, long bytes) {

    static TableStatus of(Table table, List<ShardView> leaders) {
        List<ShardView.TableRows> parts = leaders.stream()
            .flatMap(shard -> shard.tables().stream())
            .filter(part -> part.tableId() == table.id())
            .toList();
        return new TableStatus(table.name(), table.id(), table.dimension(),
            parts.stream().mapToLong(ShardView.TableRows::rows).sum(),
            parts.stream().mapToLong(ShardView.TableRows::bytes).sum());
    }
}
