package io.cairn.server.gateway.lookup;

import java.util.Locale;

/** The ways that lookups come by. */
public enum Protocol {
    /** JSON or binary bodies over HTTP. */
    HTTP,
    /** gRPC. */
    GRPC,
    /** The protocol of Redis. */
    RESP;

    /**
     * The name used in metrics.
     *
     * @return in lower case.
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
