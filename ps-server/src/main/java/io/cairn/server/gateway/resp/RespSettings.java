package io.cairn.server.gateway.resp;

import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What connections are told of their gateway.
 *
 * @param clusterName of the cluster it serves.
 * @param gatewayName its own.
 * @param limits      what it takes.
 */
record RespSettings(String clusterName, String gatewayName, ServingConfig limits) {

    private static final int ID_LETTERS = 40;
    /** Arguments that are no keys. */
    private static final int OTHER_ARGUMENTS = 16;

    static RespSettings of(ClusterConfig cluster, GatewayConfig gateway) {
        return new RespSettings(cluster.name(), gateway.name(), cluster.serving());
    }

    RespParser parser() {
        return new RespParser(limits.bodyBytesMax(), limits.keysMax() + OTHER_ARGUMENTS);
    }

    /** Forty hex digits that stand for the gateway where clients of Redis expect them. */
    String nodeId() {
        byte[] name = (clusterName + "/" + gatewayName).getBytes(StandardCharsets.UTF_8);
        String digits = HexFormat.of().formatHex(name);
        return digits.length() >= ID_LETTERS
            ? digits.substring(digits.length() - ID_LETTERS)
            : "0".repeat(ID_LETTERS - digits.length()) + digits;
    }
}
