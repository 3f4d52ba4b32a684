package io.cairn.ops.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An endless sequence of faults that depends on seed and kinds alone: rounds of all kinds, each round shuffled. */
final class FaultPlan {

    private static final int CALM_MIN_MS = 500;
    private static final int CALM_MAX_MS = 3000;
    private static final int HOLD_MAX_MS = 2000;

    private final SplittableRandom random;
    private final int shards;
    private final List<FaultKind> kinds;
    private final List<FaultKind> round = new ArrayList<>();

    FaultPlan(long seed, int shards, List<FaultKind> kinds) {
        random = new SplittableRandom(seed);
        this.shards = shards;
        this.kinds = kinds;
    }

    /**
     * One fault.
     *
     * @param kind    what happens.
     * @param shard   whose leader or follower it befalls.
     * @param draw    chooses among several followers, 0 or above.
     * @param calmMs  time without a fault before it.
     * @param extraMs how much longer than an election the node stays away.
     */
    record Fault(FaultKind kind, int shard, int draw, int calmMs, int extraMs) {
    }

    Fault next() {
        if (round.isEmpty()) {
            round.addAll(kinds);
        }
        FaultKind kind = round.remove(random.nextInt(round.size()));
        return new Fault(kind, random.nextInt(shards), random.nextInt(Integer.MAX_VALUE),
            random.nextInt(CALM_MIN_MS, CALM_MAX_MS), random.nextInt(HOLD_MAX_MS));
    }
}
