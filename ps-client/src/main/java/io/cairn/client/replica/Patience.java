package io.cairn.client.replica;

import java.util.concurrent.TimeUnit;

/**
 * How long a replica may keep silent while it owes an answer. A process that was stopped or killed is noticed so long
 * before its streams are. Each time a request goes unanswered its patience doubles, up to a bound.
 *
 * @param firstNs nanoseconds at first, 1 or above.
 * @param boundNs nanoseconds at most.
 */
public record Patience(long firstNs, long boundNs) {

    private static final int DOUBLINGS = 3;
    private static final int PUSH_FACTOR = 10;

    /**
     * Patience for pulls, which any replica answers within its duty cycle.
     *
     * @param firstNs nanoseconds at first, 1 or above; eight times that at most.
     * @return patience that doubles three times.
     */
    public static Patience of(long firstNs) {
        if (firstNs < 1 || firstNs > TimeUnit.HOURS.toNanos(1)) {
            throw new IllegalArgumentException("patience must be 1 ns to 1 h, got " + firstNs + " ns");
        }
        return new Patience(firstNs, firstNs << DOUBLINGS);
    }

    /**
     * Patience for pushes, which wait for a majority and its disks: ten times that for pulls.
     *
     * @return another patience.
     */
    public Patience forPushes() {
        return of(PUSH_FACTOR * firstNs);
    }

    /**
     * How long to wait for an answer.
     *
     * @param silences how often the request was asked in vain, 0 or more.
     * @return nanoseconds.
     */
    public long afterNs(int silences) {
        return Math.min(boundNs, firstNs << Math.min(silences, DOUBLINGS));
    }
}
