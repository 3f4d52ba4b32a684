package io.cairn.trainer.loss;

import io.cairn.slot.SlotHash;
import java.util.SplittableRandom;

/** Uniform draws; each step has random numbers of its own, so that a resumed training draws what it would have. */
final class UniformNegatives implements Negatives {

    private final int items;
    private final long seed;

    UniformNegatives(int items, long seed) {
        this.items = items;
        this.seed = seed;
    }

    @Override
    public void draw(long step, int[] indexes) {
        SplittableRandom random = new SplittableRandom(SlotHash.mix(SlotHash.mix(seed) + step));
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = random.nextInt(items);
        }
    }
}
