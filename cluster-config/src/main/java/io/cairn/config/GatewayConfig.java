package io.cairn.config;

/**
 * A door of the serving tier: it looks rows up for clients that do not speak Cairn's own protocol. One with the name of
 * a node runs inside that node's process, any other in a process of its own.
 *
 * @param name     1 to 32 characters: letters, digits, {@code _} or {@code -}.
 * @param host     name or address to listen on.
 * @param httpPort TCP port of HTTP and gRPC, 0 for any free one.
 * @param respPort TCP port of the Redis protocol, 0 for any free one.
 */
public record GatewayConfig(String name, String host, int httpPort, int respPort) {

    private static final int PORT_MAX = 65_535;

    /** Checks name and ports. */
    public GatewayConfig {
        if (!NodeConfig.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                "gateways.name must be 1 to 32 letters, digits, '_' or '-', got '" + name + "'");
        }
        requirePort(name, "httpPort", httpPort);
        requirePort(name, "respPort", respPort);
        if (httpPort == respPort && httpPort != 0) {
            throw new IllegalArgumentException(
                "gateways.respPort of " + name + " must differ from its httpPort, got " + respPort + " for both");
        }
    }

    private static void requirePort(String name, String key, int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                "gateways." + key + " of " + name + " must be 0 to " + PORT_MAX + ", got " + port);
        }
    }

    /**
     * Whether only processes of the same machine reach the gateway, as far as its host's name says.
     *
     * @return false if others may.
     */
    public boolean onLoopback() {
        return NodeConfig.LOOPBACK.matcher(host).matches();
    }
}
