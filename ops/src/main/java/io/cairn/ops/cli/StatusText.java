package io.cairn.ops.cli;

import io.cairn.ops.status.ClusterStatus;
import io.cairn.ops.status.ReplicaStatus;
import java.util.Locale;

/** A cluster's status for people. */
final class StatusText {

    private static final double BYTES_PER_MIB = 1 << 20;

    private StatusText() {
    }

    /** Replicas, then nodes, then tables. */
    static String of(ClusterStatus status) {
        return String.format(
            "cluster %s%n%s%n%s%n%s", status.cluster(), replicas(status), nodes(status), tables(status));
    }

    private static TextTable replicas(ClusterStatus status) {
        TextTable text = new TextTable("group", "member", "node", "role", "position", "lag", "rows");
        for (ReplicaStatus replica : status.replicas()) {
            text.row(replica.group(), replica.member(), replica.node(), replica.role().name().toLowerCase(Locale.ROOT),
                number(replica.position()), number(replica.lag()), number(replica.rows()));
        }
        return text;
    }

    private static TextTable nodes(ClusterStatus status) {
        TextTable text = new TextTable("node", "memory", "limit", "disk free", "floor");
        status.nodes().forEach(node -> text.row(node.node(), mebibytes(node.memoryBytes()),
            mebibytes(node.memoryBytesMax()), mebibytes(node.diskBytesFree()), mebibytes(node.diskBytesFreeMin())));
        return text;
    }

    private static Object tables(ClusterStatus status) {
        if (status.tables().isEmpty()) {
            return "no tables yet";
        }
        TextTable text = new TextTable("table", "id", "dim", "rows", "memory");
        status.tables().forEach(table -> text.row(table.table(), table.id(), table.dimension(),
            number(table.rows()), mebibytes(table.bytes())));
        return text;
    }

    private static String mebibytes(long bytes) {
        return String.format("%,.1f MiB", bytes / BYTES_PER_MIB);
    }

    private static String number(long value) {
        return value == ReplicaStatus.UNKNOWN ? "-" : String.format("%,d", value);
    }
}
