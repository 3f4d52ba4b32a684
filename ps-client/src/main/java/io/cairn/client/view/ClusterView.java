package io.cairn.client.view;

import io.cairn.slot.SlotMap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the directory says about its cluster.
 *
 * @param clusterId number that stands for the cluster's name.
 * @param position  position of the directory's log that this was true at.
 * @param slotMap   which shard owns which slot.
 * @param replicas  where shards are served.
 * @param tables    all tables, by id.
 * @param aliases   names that stand for tables, in their order; as of the same position as the tables.
 */
public record ClusterView(
    long clusterId, long position, SlotMap slotMap, List<ReplicaView> replicas, List<Table> tables,
    List<Alias> aliases) {

    /** Keeps copies. */
    public ClusterView {
        replicas = List.copyOf(replicas);
        tables = List.copyOf(tables);
        aliases = List.copyOf(aliases);
    }

    /**
     * A table by its name, or by an alias.
     *
     * @param name as in the table's spec, or an alias that stands for the table.
     * @return empty if there is none of that name.
     */
    public Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst()
            .or(() -> aliases.stream().filter(alias -> alias.name().equals(name)).findFirst().map(Alias::table));
    }

    /**
     * Whether a table is still the one it was.
     *
     * @param table as a call was made with it.
     * @return false once it was dropped.
     */
    public boolean has(Table table) {
        return tables.stream().anyMatch(known -> known.id() == table.id());
    }

    /**
     * Where a shard is served.
     *
     * @param shardId its id, -1 for the directory.
     * @return its replicas by member id; empty if none is known.
     */
    public List<ReplicaView> replicas(int shardId) {
        return replicas.stream()
            .filter(replica -> replica.shardId() == shardId)
            .sorted(Comparator.comparingInt(ReplicaView::memberId))
            .toList();
    }

    /**
     * Number of shards.
     *
     * @return shard ids run from 0 up to and excluding this.
     */
    public int shardCount() {
        return 1 + replicas.stream().mapToInt(ReplicaView::shardId).max().orElse(-1);
    }
}
