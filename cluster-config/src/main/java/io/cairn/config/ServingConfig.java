package io.cairn.config;

/**
 * What a gateway takes from its clients. Going over one of these is an error with a name, at once, or a client that
 * is not read from for a while; never a longer queue.
 *
 * @param threads               threads of a gateway, each with its own connection to the cluster, 1 to 64.
 * @param connectionsMax        connections open at once, for each protocol, 1 to 100,000.
 * @param keysMax               keys of one request, 1 to 1,000,000.
 * @param bodyBytesMax          bytes of one request, 1 KiB to 64 MiB.
 * @param inFlightPerConnection requests of one connection not answered yet, 1 to 65,536; no more are read then.
 * @param inFlightMax           requests of all connections of a thread that are not answered yet, 1 to 1,000,000; more
 *                              are refused.
 * @param deadlineMs            milliseconds that a request may take, 1 to 60,000; requests may ask for less.
 * @param cacheAgeMs            milliseconds that rows read before may answer again, 0 to 3,600,000; 0: no cache.
 * @param cacheBytesMax         bytes of rows that each thread keeps for that, from 1 MiB.
 */
public record ServingConfig(
    int threads,
    int connectionsMax,
    int keysMax,
    int bodyBytesMax,
    int inFlightPerConnection,
    int inFlightMax,
    int deadlineMs,
    int cacheAgeMs,
    long cacheBytesMax) {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** Checks each range. */
    public ServingConfig {
        requireRange("serving.threads", threads, 1, 64);
        requireRange("serving.connectionsMax", connectionsMax, 1, 100_000);
        requireRange("serving.keysMax", keysMax, 1, 1_000_000);
        requireRange("serving.bodyBytesMax", bodyBytesMax, KIB, 64 * MIB);
        requireRange("serving.inFlightPerConnection", inFlightPerConnection, 1, 65_536);
        requireRange("serving.inFlightMax", inFlightMax, 1, 1_000_000);
        requireRange("serving.deadlineMs", deadlineMs, 1, 60_000);
        requireRange("serving.cacheAgeMs", cacheAgeMs, 0, 3_600_000);
        if (cacheBytesMax < MIB) {
            throw new IllegalArgumentException("serving.cacheBytesMax must be at least " + MIB + ", got "
                + cacheBytesMax);
        }
    }

    /**
     * The limits where nothing else is said.
     *
     * @return one thread, 10,000 connections, 10,000 keys and 4 MiB a request, 1,024 requests in flight for each
     *     connection and 65,536 in all, 1 s, no cache (64 MiB if there is one).
     */
    public static ServingConfig defaults() {
        return new ServingConfig(1, 10_000, 10_000, 4 * MIB, 1024, 65_536, 1000, 0, 64L * MIB);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }
}
