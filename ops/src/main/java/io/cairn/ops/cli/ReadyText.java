package io.cairn.ops.cli;

import io.cairn.config.GatewayConfig;
import io.cairn.server.gateway.Gateway;

/** What is said of a gateway once it answers. */
final class ReadyText {

    private ReadyText() {
    }

    /** Goes behind the name in a line. */
    static String of(GatewayConfig settings, Gateway running) {
        return ", for HTTP at " + settings.host() + ":" + running.httpPort()
            + ", for clients of Redis at " + settings.host() + ":" + running.respPort();
    }
}
