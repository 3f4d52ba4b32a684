package io.cairn.trainer.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Which events of a sequence stay when it is shortened. All keep the order of time. */
public enum SequenceSelection {
    /** The most recent ones. */
    GREEDY {
        @Override
        double rank(double weight, int place, SplittableRandom random) {
            return -place;
        }
    },
    /** Each event is as likely to stay as any other. */
    RANDOM {
        @Override
        double rank(double weight, int place, SplittableRandom random) {
            return random.nextDouble();
        }
    },
    /** Drawn one after the other with weights 1 - age / sum of ages, which prefer recent events a little. */
    WEIGHTED {
        /** A waiting time with the weight as its rate: the order of such times is that of weighted draws. */
        @Override
        double rank(double weight, int place, SplittableRandom random) {
            return -Math.log(1 - random.nextDouble()) / weight;
        }
    };

    /** Events with lower ranks stay. */
    abstract double rank(double weight, int place, SplittableRandom random);

    /** As in commands. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Chooses events.
     *
     * @param ages   of each event at the end of its sequence, from 0.
     * @param count  how many stay, 1 up to their number.
     * @param random decides.
     * @return their places in the sequence, ascending.
     */
    int[] choose(long[] ages, int count, SplittableRandom random) {
        double sum = Math.max(1, Arrays.stream(ages).asDoubleStream().sum());
        double[] ranks = new double[ages.length];
        for (int place = 0; place < ages.length; place++) {
            ranks[place] = rank(1 - ages[place] / sum, place, random);
        }
        double[] sorted = ranks.clone();
        Arrays.sort(sorted);
        double highest = sorted[count - 1];
        int[] chosen = new int[count];
        int size = 0;
        for (int place = 0; size < count; place++) {
            if (ranks[place] <= highest) {
                chosen[size++] = place;
            }
        }
        return chosen;
    }
}
