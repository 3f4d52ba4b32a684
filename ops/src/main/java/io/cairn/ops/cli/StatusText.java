package io.cairn.ops.cli;

/** A cluster's status for people. */
final class StatusText {

    private static final double BYTES_PER_MIB = 1 << 20;

    private StatusText() {
    }

    /** Nodes, then shards, then tables. */
    static String of(ClusterStatus status) {
        return String.format("cluster %s, directory at position %,d%n%n%s%n%s%n%s", status.cluster(),
            status.directoryPosition(), nodes(status), shards(status), tables(status));
    }

    private static TextTable nodes(ClusterStatus status) {
        TextTable text = new TextTable("node", "host", "replicas of");
        status.nodes().forEach(node -> text.row(node.name(), node.host(), String.join(", ", node.groups())));
        return text;
    }

    private static TextTable shards(ClusterStatus status) {
        TextTable text = new TextTable("shard", "leader", "position", "clients", "replicas");
        status.shards().forEach(shard -> text.row("shard-" + shard.id(), shard.leader(),
            String.format("%,d", shard.position()), shard.clients(), String.join(", ", shard.replicas())));
        return text;
    }

    private static Object tables(ClusterStatus status) {
        if (status.tables().isEmpty()) {
            return "no tables yet";
        }
        TextTable text = new TextTable("table", "id", "dim", "rows", "memory");
        status.tables().forEach(table -> text.row(table.table(), table.id(), table.dimension(),
            String.format("%,d", table.rows()), String.format("%,.1f MiB", table.bytes() / BYTES_PER_MIB)));
        return text;
    }
}
