package io.cairn.wire;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Ids of clients: the second of their birth, then 30 random bits. So ids grow with time, and one number, the youngest
 * id forgotten, tells a shard which of the ids it does not know may have pushed before.
 *
 * <pre>
 * 63        30            0
 * | seconds | random bits |
 * </pre>
 */
public final class ClientId {

    /** In place of a last sequence: the client may have pushed, and been forgotten. */
    public static final long FORGOTTEN = -1;

    private static final int RANDOM_BITS = 30;
    private static final long RANDOM_MASK = (1L << RANDOM_BITS) - 1;

    private ClientId() {
    }

    /**
     * An id that no other client has.
     *
     * @param timeMs now, milliseconds since 1970.
     * @param random where its last bits come from.
     * @return above 0.
     */
    public static long next(long timeMs, RandomGenerator random) {
        return (TimeUnit.MILLISECONDS.toSeconds(timeMs) << RANDOM_BITS) | (random.nextLong() & RANDOM_MASK);
    }

    /**
     * When an id was made.
     *
     * @param clientId any.
     * @return seconds since 1970; of an id of someone's own choice whatever its upper bits say.
     */
    public static long bornSeconds(long clientId) {
        return clientId >> RANDOM_BITS;
    }
}
