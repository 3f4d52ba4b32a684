package io.cairn.server.shard;

import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * The last push of each client that was applied, so that a push counts once however often it is sent. Part of the
 * replicated state: changed by log messages only.
 *
 * <p>Clients stand in a line in the order of their last push, by cluster time; those that pushed nothing for long are
 * forgotten from its head. Of all of them together one number is kept, the youngest id. Ids grow with time
 * ({@link io.cairn.wire.ClientId}), so whoever is not known and not younger than that may have pushed before: no push
 * of such a client applies again, not even its first.
 */
final class ClientSequences {

    private static final int NOBODY = -1;
    private static final float LOAD_FACTOR = 0.6f;
    private static final int CAPACITY = 64;

    private final Long2LongHashMap placeByClient = new Long2LongHashMap(CAPACITY, LOAD_FACTOR, NOBODY);
    private long[] clientIds = new long[CAPACITY];
    private long[] sequences = new long[CAPACITY];
    private long[] activeMs = new long[CAPACITY];
    private int[] before = new int[CAPACITY];
    /** The next in line; of a free place the next free one. */
    private int[] behind = new int[CAPACITY];
    private int head = NOBODY;
    private int tail = NOBODY;
    private int free = NOBODY;
    private int used;
    private long forgottenMax;

    /** The last sequence applied, 0 for a client that is not known. */
    long last(long clientId) {
        int place = (int) placeByClient.get(clientId);
        return place == NOBODY ? 0 : sequences[place];
    }

    /** Whether a client is not known and may have pushed before. */
    boolean forgotten(long clientId) {
        return clientId <= forgottenMax && !placeByClient.containsKey(clientId);
    }

    /**
     * Moves a client's sequence on if this is its turn.
     *
     * @param timestampMs cluster time of the push.
     * @return whether the push is to be applied; false for a duplicate, one after a gap, and one of a forgotten client.
     */
    boolean advance(long clientId, long sequence, long timestampMs) {
        int place = (int) placeByClient.get(clientId);
        long last = place == NOBODY ? 0 : sequences[place];
        if (sequence != last + 1 || (place == NOBODY && clientId <= forgottenMax)) {
            return false;
        }
        if (place == NOBODY) {
            restore(clientId, sequence, timestampMs);
        } else {
            sequences[place] = sequence;
            leave(place);
            queue(place, timestampMs);
        }
        return true;
    }

    /**
     * Forgets the clients whose last push is older than a time.
     *
     * @param beforeMs cluster time.
     * @return how many.
     */
    int forget(long beforeMs) {
        int count = 0;
        while (head != NOBODY && activeMs[head] < beforeMs) {
            int place = head;
            forgottenMax = Math.max(forgottenMax, clientIds[place]);
            placeByClient.remove(clientIds[place]);
            leave(place);
            behind[place] = free;
            free = place;
            count++;
        }
        return count;
    }

    /** Number of clients remembered. */
    int clients() {
        return placeByClient.size();
    }

    /** The youngest id of those forgotten, 0 if there are none. */
    long forgottenMax() {
        return forgottenMax;
    }

    /** Takes over the youngest id forgotten, from a snapshot. */
    void forgottenMax(long clientId) {
        forgottenMax = clientId;
    }

    /** Cluster time of the longest idle client's last push; of no use without clients. */
    long idleSinceMs() {
        return activeMs[head];
    }

    /** Shows all clients, the longest idle first: the order in which {@link #restore} takes them. */
    void forEach(ClientVisitor visitor) {
        for (int place = head; place != NOBODY; place = behind[place]) {
            visitor.onClient(clientIds[place], sequences[place], activeMs[place]);
        }
    }

    /** Puts a client that is not known at the end of the line. */
    void restore(long clientId, long sequence, long timestampMs) {
        int place = freePlace();
        placeByClient.put(clientId, place);
        clientIds[place] = clientId;
        sequences[place] = sequence;
        queue(place, timestampMs);
    }

    /** Back to where no client has pushed yet. */
    void clear() {
        placeByClient.clear();
        head = NOBODY;
        tail = NOBODY;
        free = NOBODY;
        used = 0;
        forgottenMax = 0;
    }

    private int freePlace() {
        if (free != NOBODY) {
            int place = free;
            free = behind[place];
            return place;
        }
        if (used == clientIds.length) {
            int capacity = 2 * used;
            clientIds = Arrays.copyOf(clientIds, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            activeMs = Arrays.copyOf(activeMs, capacity);
            before = Arrays.copyOf(before, capacity);
            behind = Arrays.copyOf(behind, capacity);
        }
        return used++;
    }

    private void leave(int place) {
        if (before[place] == NOBODY) {
            head = behind[place];
        } else {
            behind[before[place]] = behind[place];
        }
        if (behind[place] == NOBODY) {
            tail = before[place];
        } else {
            before[behind[place]] = before[place];
        }
    }

    /** Goes to the end of the line. Cluster time may step back with a new leader; the line's does not. */
    private void queue(int place, long timestampMs) {
        activeMs[place] = tail == NOBODY ? timestampMs : Math.max(timestampMs, activeMs[tail]);
        before[place] = tail;
        behind[place] = NOBODY;
        if (tail == NOBODY) {
            head = place;
        } else {
            behind[tail] = place;
        }
        tail = place;
    }

    /** Is shown clients. */
    @FunctionalInterface
    interface ClientVisitor {

        /** One client: its id, its last sequence, and the cluster time of that push. */
        void onClient(long clientId, long sequence, long timestampMs);
    }
}
