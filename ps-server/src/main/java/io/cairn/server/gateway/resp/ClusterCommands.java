package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/** A cluster of Redis as its clients want to see one: this gateway alone, which has all of its slots. */
final class ClusterCommands {

    private static final int SLOT_LAST = 16_383;
    private static final int BUS_PORT_OFFSET = 10_000;

    private final RespSettings settings;

    ClusterCommands(RespSettings settings) {
        this.settings = settings;
    }

    List<RespCommand> all() {
        return List.of(RespCommand.of("CLUSTER", -2, this::cluster));
    }

    private void cluster(RespConnection connection, RespRequest request) {
        ByteBuf out = connection.reply();
        InetSocketAddress address = connection.address();
        switch (request.text(1).toUpperCase(Locale.ROOT)) {
            case "SLOTS" -> slots(out, address);
            case "NODES" -> RespWriter.bulk(out, String.format("%s %s:%d@%d myself,master - 0 0 1 connected 0-%d\n",
                settings.nodeId(), address.getAddress().getHostAddress(), address.getPort(),
                address.getPort() + BUS_PORT_OFFSET, SLOT_LAST));
            case "SHARDS" -> shards(out, address);
            case "MYID" -> RespWriter.bulk(out, settings.nodeId());
            case "INFO" -> RespWriter.bulk(out, String.join("\r\n",
                "cluster_enabled:1", "cluster_state:ok", "cluster_slots_assigned:16384", "cluster_slots_ok:16384",
                "cluster_slots_pfail:0", "cluster_slots_fail:0", "cluster_known_nodes:1", "cluster_size:1",
                "cluster_current_epoch:1", "cluster_my_epoch:1", ""));
            default -> RespWriter.error(out, "ERR", "CLUSTER knows SLOTS, NODES, SHARDS, MYID and INFO");
        }
    }

    private void slots(ByteBuf out, InetSocketAddress address) {
        RespWriter.array(out, 1);
        RespWriter.array(out, 3);
        RespWriter.integer(out, 0);
        RespWriter.integer(out, SLOT_LAST);
        RespWriter.array(out, 3);
        RespWriter.bulk(out, address.getAddress().getHostAddress());
        RespWriter.integer(out, address.getPort());
        RespWriter.bulk(out, settings.nodeId());
    }

    private void shards(ByteBuf out, InetSocketAddress address) {
        RespWriter.array(out, 1);
        RespWriter.array(out, 4);
        RespWriter.bulk(out, "slots");
        RespWriter.array(out, 2);
        RespWriter.integer(out, 0);
        RespWriter.integer(out, SLOT_LAST);
        RespWriter.bulk(out, "nodes");
        RespWriter.array(out, 1);
        RespWriter.array(out, 14);
        RespWriter.bulk(out, "id");
        RespWriter.bulk(out, settings.nodeId());
        RespWriter.bulk(out, "port");
        RespWriter.integer(out, address.getPort());
        for (String host : List.of("ip", "endpoint")) {
            RespWriter.bulk(out, host);
            RespWriter.bulk(out, address.getAddress().getHostAddress());
        }
        RespWriter.bulk(out, "role");
        RespWriter.bulk(out, "master");
        RespWriter.bulk(out, "replication-offset");
        RespWriter.integer(out, 0);
        RespWriter.bulk(out, "health");
        RespWriter.bulk(out, "online");
    }
}
