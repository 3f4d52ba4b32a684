package io.cairn.config;

/**
 * What one cluster accepts. Going over a limit is a named error to the caller, or back-pressure; never a longer queue.
 *
 * @param messageBytesMax   largest request message, 64 KiB to 16 MiB; clients split larger batches.
 * @param inFlightMax       requests a client keeps unanswered per shard, 1 to 1024.
 * @param tablesMax         tables of the cluster, and as many aliases, 1 to 1,000.
 * @param clientsMax        clients whose last sequence a shard remembers, 1 to 1,000,000.
 * @param clientIdleSeconds cluster time without a push after which a shard forgets a client, 1 to 31,536,000 (a year).
 * @param sessionsMax       sessions that a replica has open at once, 1 to 10,000.
 * @param memoryBytesMax    native memory that the rows of one node may take, from 1 MiB; 0: three quarters of the
 *                          machine's memory, less the largest heap. Pushes are refused from fifteen sixteenths on.
 * @param diskBytesFreeMin  space on the disk of a node's log below which it refuses pushes; 0: never.
 */
public record Limits(
    int messageBytesMax,
    int inFlightMax,
    int tablesMax,
    int clientsMax,
    int clientIdleSeconds,
    int sessionsMax,
    long memoryBytesMax,
    long diskBytesFreeMin) {

    private static final int DAY_SECONDS = 24 * 60 * 60;
    private static final int SESSIONS = 1000;
    private static final long MEMORY_BYTES_MIN = 1 << 20;
    private static final long DISK_BYTES_FREE_MIN = 1 << 30;

    /** Checks each range. */
    public Limits {
        requireRange("limits.messageBytesMax", messageBytesMax, 64 * 1024, 16 * 1024 * 1024);
        requireRange("limits.inFlightMax", inFlightMax, 1, 1024);
        requireRange("limits.tablesMax", tablesMax, 1, 1000);
        requireRange("limits.clientsMax", clientsMax, 1, 1_000_000);
        requireRange("limits.clientIdleSeconds", clientIdleSeconds, 1, 365 * DAY_SECONDS);
        requireRange("limits.sessionsMax", sessionsMax, 1, 10_000);
        if (memoryBytesMax != 0 && memoryBytesMax < MEMORY_BYTES_MIN) {
            throw new IllegalArgumentException(
                "limits.memoryBytesMax must be 0 or at least " + MEMORY_BYTES_MIN + ", got " + memoryBytesMax);
        }
        if (diskBytesFreeMin < 0) {
            throw new IllegalArgumentException("limits.diskBytesFreeMin must be 0 or above, got " + diskBytesFreeMin);
        }
    }

    /**
     * Limits of messages, tables and clients, with the defaults of all others.
     *
     * @param messageBytesMax largest request message.
     * @param inFlightMax     requests a client keeps unanswered per shard.
     * @param tablesMax       tables of the cluster, and as many aliases.
     * @param clientsMax      clients whose last sequence a shard remembers.
     */
    public Limits(int messageBytesMax, int inFlightMax, int tablesMax, int clientsMax) {
        this(messageBytesMax, inFlightMax, tablesMax, clientsMax, DAY_SECONDS, SESSIONS, 0, DISK_BYTES_FREE_MIN);
    }

    /**
     * The limits where nothing else is said.
     *
     * @return 1 MiB messages, 16 in flight, 1,000 tables, 10,000 clients, a day, 1,000 sessions, most of
     *         the memory, 1 GiB of disk.
     */
    public static Limits defaults() {
        return new Limits(1 << 20, 16, 1000, 10_000);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }
}
