package io.cairn.server.shard;

import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongLongConsumer;

/**
 * The last push of each client that was applied, so that a push counts once however often it is sent. Part of the
 * replicated state: changed by log messages only.
 */
final class ClientSequences {

    private static final long NONE = 0;
    private static final float LOAD_FACTOR = 0.6f;
    private static final int CAPACITY = 64;

    private final Long2LongHashMap lastByClient = new Long2LongHashMap(CAPACITY, LOAD_FACTOR, NONE);

    /** The last sequence applied, 0 for a client that has pushed nothing. */
    long last(long clientId) {
        return lastByClient.get(clientId);
    }

    /**
     * Moves a client's sequence on if this is its turn.
     *
     * @return whether the push is to be applied; false for a duplicate or one after a gap.
     */
    boolean advance(long clientId, long sequence) {
        if (sequence != lastByClient.get(clientId) + 1) {
            return false;
        }
        lastByClient.put(clientId, sequence);
        return true;
    }

    /** Shows each client with its last sequence, in no defined order. */
    void forEach(LongLongConsumer consumer) {
        lastByClient.forEachLong(consumer);
    }

    /** Takes a client from a snapshot. */
    void restore(long clientId, long sequence) {
        lastByClient.put(clientId, sequence);
    }

    /** Forgets all clients. */
    void clear() {
        lastByClient.clear();
    }

    /** Number of clients remembered. */
    int clients() {
        return lastByClient.size();
    }
}
